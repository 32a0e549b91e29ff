import path from 'node:path';
import type { Configuration } from '../project/schema.ts';
import { requireGit } from '../repository/git/git.ts';
import { isThere } from '../repository/is-there.ts';
import { requireIdentity } from '../repository/objects/commits.ts';
import { lfsVersion } from '../repository/objects/large-store.ts';
import { type BegunProject, beginProject, FIRST_BRANCH } from '../scaffolding/begin-project.ts';
import { bringData } from '../scaffolding/bring-data.ts';
import { type CreatedProject, createProject } from '../scaffolding/create-project.ts';
import { findDataSource } from '../scaffolding/data-source.ts';
import { inspectColumns } from '../scaffolding/inspect-data.ts';
import { enclosingRepository, projectPlace } from '../scaffolding/project-place.ts';
import { publish } from '../scaffolding/publish.ts';
import { removeOnSignal } from '../scaffolding/remove-on-signal.ts';
import { scaffoldFiles } from '../scaffolding/scaffold-files.ts';
import { abandon, openStaging, type Staging } from '../scaffolding/staging.ts';
import { write } from '../terminal/questions.ts';
import { type Arguments, type Context, listOf, type Result, textOf } from './command.ts';
import { describeInit } from './describe-init.ts';
import { asksForFilesAlone, type InitOptions, readAutomations, readOptions } from './init-options.ts';
import { renderInit } from './render-init.ts';
import { type Answers, settle } from './settle-init.ts';
import { usage } from './specs.ts';
import { watcherOf } from './watcher.ts';

/** Makes a project from data; nothing of it is to be seen until all of it is there. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const clock = performance.now();
  const directory = textOf(args.positionals['dir']);
  const dryRun = args.options['dry-run'] === true;
  if (asksForFilesAlone(args) && (await isProject(context.directory, directory))) {
    const { addAutomation } = await import('./add-automation.ts');
    const project = path.resolve(context.directory, directory ?? '.');
    return addAutomation(context, readAutomations(args), { directory: project, dryRun });
  }
  if (directory === undefined)
    throw usage('init needs <dir>: folder of the new project', 'git-model init <dir> [options]');
  if (dryRun) throw usage('--dry-run is for --automation in a project that is there', 'leave it out');
  const options = readOptions(args);
  const place = await projectPlace(context.directory, directory);
  const source = await findDataSource(await askForData(context, args), context.directory);
  const withData = source.kind === 'files';
  const staging = await openStaging(place, { withData });
  const guard = removeOnSignal(staging);
  try {
    const checked = checkAround(context, staging);
    // Heard below, with what may be wrong with the data.
    checked.catch(() => {});
    const { asks, epoch } = context;
    const data = await bringData(source, { staging, patterns: options.patterns, asks, epoch });
    const begun = beginProject({
      directory: staging.project,
      data,
      template: options.template,
      onOutput: text => context.say(text.replace(/\n$/, '')),
    });
    const built = await build({ context, args, options, begun, place, checked }).finally(begun.close);
    guard.hold();
    await publish(staging, { withData });
    const seconds = (performance.now() - clock) / 1000;
    const document = describeInit({ place, dataPath: data.resolvedUrl, ...built, seconds });
    return { document, text: () => renderInit(context, document, built.created.trained.recorded) };
  } finally {
    await abandon(staging);
    guard.close();
  }
}

/** No folder named is this one, whatever it holds: there `--automation` alone can mean nothing else. */
async function isProject(from: string, directory: string | undefined): Promise<boolean> {
  return directory === undefined || isThere(path.resolve(from, directory, '.git'));
}

async function askForData(context: Context, args: Arguments): Promise<string> {
  const data = textOf(args.options['data']);
  if (data) return data;
  return write(context, {
    question: 'Where are the rows? A CSV file, a folder of CSV files, or the URL of a Git repository',
    option: '--data',
    hint: '--data <CSV file, folder of CSV files, or URL of a Git repository>',
  });
}

/** What would refuse the commit in the end, and what a person should know of the place. */
async function checkAround({ say }: Context, { place, root }: Staging): Promise<void> {
  const { project } = place;
  const [around] = await Promise.all([
    enclosingRepository(path.dirname(project)),
    requireGit(root),
    requireIdentity(root),
  ]);
  if (around === null) return;
  say(
    `${project} lies inside the Git repository ${around}, which would take it for a submodule: list it, and ${path.basename(project)}-data.git beside it, in a .gitignore there, or make the project elsewhere`,
    'note',
  );
}

type Build = {
  context: Context;
  args: Arguments;
  options: InitOptions;
  begun: BegunProject;
  place: string;
  checked: Promise<void>;
};

async function build({ context, args, options, begun, place, checked }: Build): Promise<{
  answers: Answers;
  created: CreatedProject;
  /** Files of `--automation`. */
  automation: string[];
}> {
  const { data, template } = begun;
  const { seed, separator, assignments } = options;
  const rows = { files: data.files, separator };
  const [columns] = await Promise.all([
    inspectColumns({
      ...rows,
      time: textOf(args.options['time']),
      timeFormats: listOf(args.options['time-format']),
    }),
    checked,
  ]);
  const answers = await settle(context, args, { ...rows, columns });
  const { inspection, target, time, exclude } = answers;
  const { task, calendar } = inspection;
  const name = options.name ?? path.basename(place);
  const { files, configuration } = await scaffoldFiles({
    draft: {
      ...{ name, task, target, time, calendar, exclude, seed },
      columns: inspection.columns,
      files: data.patterns,
    },
    assignments,
    template,
    url: data.url,
    // The models of the other template are text, and small.
    usesLfs: template !== 'random-forest' && (await lfsVersion(context.directory)) !== null,
  });
  const automation = await automationOf(options, configuration);
  for (const [file, text] of automation) files.set(file, text);
  const created = await createProject({
    ...{ begun, files, inspection, separator },
    epoch: context.epoch,
    onProgress: context.progress,
    onOutput: text => context.say(text.replace(/\n$/, '')),
    agree: watcherOf(context).agree,
  });
  return { answers, created, automation: [...automation.keys()] };
}

async function automationOf(
  { automations }: InitOptions,
  { name, environments }: Configuration,
): Promise<Map<string, string>> {
  if (automations.length === 0) return new Map();
  const { automationFiles } = await import('../scaffolding/automation.ts');
  const environment = environments.includes(FIRST_BRANCH) ? FIRST_BRANCH : environments[0];
  return automationFiles(automations, { name, environment, url: null });
}
