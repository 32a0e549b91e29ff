import path from 'node:path';
import { shownValue } from '../data/place.ts';
import type { Separator } from '../data/separator.ts';
import { UserError } from '../errors.ts';
import type { Configuration } from '../project/schema.ts';
import { requireIdentity } from '../repository/commits.ts';
import { requireGit } from '../repository/git.ts';
import { type BroughtData, bringData } from '../scaffolding/bring-data.ts';
import { type CreatedProject, createProject, FIRST_BRANCH } from '../scaffolding/create-project.ts';
import { findDataSource } from '../scaffolding/data-source.ts';
import { enclosingRepository, projectPlace } from '../scaffolding/project-place.ts';
import { publish } from '../scaffolding/publish.ts';
import { removeOnSignal } from '../scaffolding/remove-on-signal.ts';
import { scaffoldFiles } from '../scaffolding/scaffold-files.ts';
import { abandon, openStaging } from '../scaffolding/staging.ts';
import { valueIn } from '../scaffolding/value-in.ts';
import { write } from '../terminal/questions.ts';
import { type Arguments, type Context, listOf, type Result, textOf } from './command.ts';
import { type InitDocument, renderInit } from './render-init.ts';
import { type Answers, settle } from './settle-init.ts';

/** Makes a project from data; nothing of it is to be seen until all of it is there. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const clock = performance.now();
  const options = readOptions(args);
  const place = await projectPlace(context.directory, String(args.positionals['dir']));
  const source = await findDataSource(await askForData(context, args), context.directory);
  const withData = source.kind === 'files';
  const staging = await openStaging(place, { withData });
  const guard = removeOnSignal(staging);
  try {
    const [around] = await Promise.all([
      enclosingRepository(path.dirname(place)),
      requireGit(staging.root),
      requireIdentity(staging.root),
    ]);
    if (around !== null) warnOfEnclosing(context, place, around);
    const { patterns, separator } = options;
    const data = await bringData({ source, staging, patterns, asks: context.asks, epoch: context.epoch });
    const answers = await settle(context, args, { files: data.files, separator }).finally(data.close);
    const name = textOf(args.options['name']) ?? path.basename(place);
    const created = await build({
      context,
      args,
      directory: staging.project,
      name,
      seed: options.seed,
      data,
      answers,
    });
    guard.hold();
    await publish(staging, { withData });
    const seconds = (performance.now() - clock) / 1000;
    const document = describe({ place, data, answers, created, seconds });
    return { document, text: () => renderInit(context, document, created.trained.recorded) };
  } finally {
    await abandon(staging);
    guard.close();
  }
}

type Options = { seed: number; patterns: string[] | undefined; separator: Separator | undefined };

/** What can be checked before anything is read. */
function readOptions(args: Arguments): Options {
  const name = textOf(args.options['name']);
  if (name !== undefined && (/[\u0000-\u001f\u007f]/.test(name) || name.trim() === '')) {
    throw new UserError(`--name: ${shownValue(name)} cannot be the name of a project`, {
      code: 'usage',
      hint: 'a name is one line of text',
    });
  }
  const assignments = listOf(args.options['set']);
  return {
    seed: readSeed(textOf(args.options['seed'])),
    patterns: valueIn(assignments, 'data.files') as Configuration['data']['files'] | undefined,
    separator: valueIn(assignments, 'data.separator') as Separator | undefined,
  };
}

function readSeed(text: string | undefined): number {
  if (text === undefined) return 42;
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 32) return Number(text);
  throw new UserError(`--seed: ${shownValue(text)} is not a whole number from 0 to ${2 ** 32 - 1}`, {
    code: 'usage',
    hint: '--seed 42',
  });
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

function warnOfEnclosing({ say }: Context, place: string, around: string): void {
  say(
    `${place} lies inside the Git repository ${around}, which would take it for a submodule: list it, and ${path.basename(place)}-data.git beside it, in a .gitignore there, or make the project elsewhere`,
    'note',
  );
}

async function build({
  context,
  args,
  directory,
  name,
  seed,
  data,
  answers: { inspection, target, time, exclude },
}: {
  context: Context;
  args: Arguments;
  directory: string;
  name: string;
  seed: number;
  data: BroughtData;
  answers: Answers;
}): Promise<CreatedProject> {
  const { columns, task, calendar } = inspection;
  const { files } = await scaffoldFiles({
    draft: { name, task, target, time, columns, calendar, exclude, files: data.patterns, seed },
    assignments: listOf(args.options['set']),
    template: textOf(args.options['template']) ?? 'random-forest',
    url: data.url,
  });
  return createProject({
    directory,
    store: data.store,
    dataCommit: data.commit,
    url: data.url,
    resolvedUrl: data.resolvedUrl,
    files,
    epoch: context.epoch,
    onProgress: context.progress,
    onOutput: text => context.say(text.replace(/\n$/, '')),
  });
}

function describe({
  place,
  data,
  answers: { inspection },
  created,
  seconds,
}: {
  place: string;
  data: BroughtData;
  answers: Answers;
  created: CreatedProject;
  seconds: number;
}): InitDocument {
  const { configuration, provenance, trained } = created;
  const { name, problem, features } = configuration;
  return {
    project: { name, path: place },
    branch: FIRST_BRANCH,
    commit: created.commit,
    task: problem.task,
    taskReason: problem.task === inspection.task ? inspection.taskReason : 'as you said',
    target: problem.target,
    features: inspection.columns
      .filter(column => column.name !== problem.target && !features.exclude.includes(column.name))
      .map(column => describeColumn(column, features.columns[column.name])),
    data: {
      commit: data.commit,
      path: data.resolvedUrl,
      rows: provenance.data.rows,
      files: provenance.data.files.map(file => file.path),
    },
    model: provenance.model,
    metrics: trained.metrics,
    advice: inspection.advice,
    excluded: features.exclude,
    warnings: trained.warnings,
    seconds: { ...created.seconds, total: seconds },
  };
}

/** Of what was found and what `--set` made of it the latter holds. */
function describeColumn(
  { name, type, reason }: Answers['inspection']['columns'][number],
  declared: Configuration['features']['columns'][string],
): InitDocument['features'][number] {
  const held = typeof declared === 'string' ? declared : declared.type;
  if (held !== type) return { name, type: held, reason: 'as you said' };
  if (typeof declared === 'string') return { name, type, reason };
  return { name, type, reason: `${reason}, written ${declared.format}` };
}
