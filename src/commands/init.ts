import path from 'node:path';
import type { InferredColumn } from '../data/column-evidence.ts';
import type { CsvFile } from '../data/source.ts';
import type { Task } from '../data/target.ts';
import { UserError } from '../errors.ts';
import { parseConfiguration } from '../project/configuration.ts';
import { CONFIGURATION } from '../project/layout.ts';
import { setKeys } from '../project/set-keys.ts';
import { createBareRepository } from '../repository/bare-repository.ts';
import { requireIdentity } from '../repository/commits.ts';
import { git, requireGit } from '../repository/git.ts';
import { listPinnedFiles, openPinnedFiles } from '../repository/pinned-files.ts';
import { resolveCommit } from '../repository/refs.ts';
import { type CreatedProject, createProject, FIRST_BRANCH } from '../scaffolding/create-project.ts';
import { type DataSource, findDataSource } from '../scaffolding/data-source.ts';
import { draftConfiguration } from '../scaffolding/draft.ts';
import { type Inspection, inspectColumns, inspectRows, requireColumn } from '../scaffolding/inspect-data.ts';
import { abandon, openStaging, publish, type Staging } from '../scaffolding/staging.ts';
import { readTemplate } from '../scaffolding/template.ts';
import { choose, confirm } from '../terminal/questions.ts';
import { matchFiles } from '../training/match-files.ts';
import { type Arguments, type Context, listOf, type Result, textOf } from './command.ts';
import { type InitDocument, renderInit } from './render-init.ts';

/** Makes a project from data; nothing of it is to be seen until all of it is there. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const clock = performance.now();
  const target = path.resolve(context.directory, String(args.positionals['dir']));
  const source = await findDataSource(await requireData(args), context.directory);
  const staging = await openStaging(target);
  try {
    await Promise.all([requireGit(staging.root), requireIdentity(staging.root)]);
    const data = await bringData(source, staging, context.epoch);
    const answers = await settle(context, args, data.files);
    const created = await build({ context, args, staging, data, answers });
    await publish(staging, { withData: source.kind === 'files' });
    const document = describe({
      target,
      staging,
      source,
      data,
      answers,
      created,
      seconds: (performance.now() - clock) / 1000,
    });
    return { document, text: () => renderInit(context, document, created.trained.recorded) };
  } finally {
    await abandon(staging);
  }
}

async function requireData(args: Arguments): Promise<string> {
  const data = textOf(args.options['data']);
  if (data !== undefined) return data;
  throw new UserError('--data is needed: the rows to learn from', {
    code: 'missing-answer',
    hint: '--data <CSV file, folder of CSV files, or URL of a Git repository>',
    details: { option: '--data' },
  });
}

type Data = {
  store: string;
  commit: string;
  url: string;
  resolvedUrl: string;
  patterns: string[];
  paths: string[];
  files: CsvFile[];
  close(): Promise<void>;
};

/** The data repository: made from files, or cloned. The URL in `.gitmodules` is relative where the two are siblings. */
async function bringData(source: DataSource, staging: Staging, epoch: number | null): Promise<Data> {
  if (source.kind === 'files') {
    const names = [...source.files.keys()];
    const commit = await createBareRepository({
      directory: staging.data,
      files: source.files,
      message: `Initial data: ${names.length === 1 ? names[0].replace('initial/', '') : `${names.length} files`}\n`,
      epoch,
    });
    const name = path.basename(staging.place.data);
    return openData(staging.data, commit, `../${name}`, staging.place.data, [
      'initial/*.csv',
      'updates/*.csv',
    ]);
  }
  await git(['clone', '--quiet', '--bare', '--', source.url, staging.data], { directory: staging.root });
  const commit = await resolveCommit(staging.data, 'HEAD');
  if (commit === null) {
    throw new UserError(`the repository ${source.url} has no commits`, {
      code: 'empty-repository',
      hint: 'commit CSV files to it first',
    });
  }
  const paths = (await listPinnedFiles(staging.data, commit)).map(file => file.path);
  const usual = ['initial/*.csv', 'updates/*.csv'];
  const patterns = matchFiles(paths, usual).length > 0 ? usual : ['**/*.csv'];
  const sibling =
    path.isAbsolute(source.url) && path.dirname(source.url) === path.dirname(staging.place.project);
  const url = sibling ? `../${path.basename(source.url)}` : source.url;
  return openData(staging.data, commit, url, source.url, patterns);
}

async function openData(
  store: string,
  commit: string,
  url: string,
  resolvedUrl: string,
  patterns: string[],
): Promise<Data> {
  const pinned = await listPinnedFiles(store, commit);
  const paths = matchFiles(
    pinned.map(file => file.path),
    patterns,
  );
  if (paths.length === 0) {
    throw new UserError('the data repository holds no CSV file', {
      code: 'no-csv-files',
      hint: 'files must end in .csv',
    });
  }
  const opened = openPinnedFiles(store);
  const files = paths.map(name => ({
    path: name,
    open: () => opened.read(pinned.find(file => file.path === name)!),
  }));
  return { store, commit, url, resolvedUrl, patterns, paths, files, close: opened.close };
}

type Answers = { target: string; time: string | undefined; exclude: string[]; inspection: Inspection };

/** Settles target, time and exclusions: from the options, or by asking where somebody can answer. */
async function settle(context: Context, args: Arguments, files: readonly CsvFile[]): Promise<Answers> {
  const time = textOf(args.options['time']);
  const timeFormat = textOf(args.options['time-format']);
  let columns = await inspectColumns(files, { time, timeFormat });
  const target =
    textOf(args.options['target']) ??
    (await choose(context, {
      question: 'Which column is to be predicted?',
      options: columns.map(column => column.name),
      option: '--target',
      initial: columns.at(-1)?.name,
    }));
  requireColumn(columns, target, '--target');
  if (time !== undefined) requireColumn(columns, time, '--time');
  const hostile = columns.find(column => column.name === '__proto__');
  if (hostile) {
    throw new UserError('a column is named "__proto__", which no JavaScript object can hold', {
      code: 'invalid-column',
      hint: 'rename it',
    });
  }
  columns = await settleAmbiguous(context, columns);
  const exclude = (textOf(args.options['exclude']) ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
  for (const name of exclude) requireColumn(columns, name, '--exclude');
  const task = textOf(args.options['task']) as Task | undefined;
  const inspection = await inspectRows({ files, columns, target, time, task, exclude });
  return {
    target,
    time,
    exclude: [...exclude, ...(await followAdvice(context, inspection, time))],
    inspection,
  };
}

async function settleAmbiguous(context: Context, columns: InferredColumn[]): Promise<InferredColumn[]> {
  if (!context.asks) return columns;
  const settled: InferredColumn[] = [];
  for (const column of columns) {
    if (column.type !== 'ambiguous-time') settled.push(column);
    else {
      const question = `Column "${column.name}": "${column.example}" is which date?`;
      const format = await choose(context, { question, options: column.candidates, option: '--time-format' });
      settled.push({
        name: column.name,
        missing: column.missing,
        reason: 'as you said',
        type: 'time',
        format,
      });
    }
  }
  return settled;
}

/** Columns to leave out because of what was found; nobody there to ask keeps them, and the advice is printed. */
async function followAdvice(
  context: Context,
  { advice }: Inspection,
  time: string | undefined,
): Promise<string[]> {
  for (const { message } of advice) context.say(`${context.colours.yellow('note:')} ${message}`);
  const suspects = [
    ...new Set(advice.filter(({ suggestExclude }) => suggestExclude).flatMap(({ columns }) => columns)),
  ].filter(name => name !== time);
  if (suspects.length === 0) return [];
  const list = suspects.join(',');
  if (await confirm(context, { question: `Leave out ${suspects.join(', ')}?`, otherwise: false }))
    return suspects;
  if (!context.asks)
    context.say(`${context.colours.cyan('hint:')} to leave them out: --exclude ${list}, or --yes`);
  return [];
}

async function build({
  context,
  args,
  staging,
  data,
  answers,
}: {
  context: Context;
  args: Arguments;
  staging: Staging;
  data: Data;
  answers: Answers;
}): Promise<CreatedProject> {
  await data.close();
  const { inspection, target, time, exclude } = answers;
  const name = textOf(args.options['name']) ?? path.basename(staging.place.project);
  const draft = draftConfiguration({
    name,
    task: inspection.task,
    target,
    time,
    columns: inspection.columns,
    calendar: inspection.calendar,
    exclude,
    files: data.patterns,
    seed: readSeed(textOf(args.options['seed'])),
  });
  const configuration = setKeys(draft, listOf(args.options['set']));
  const { task } = parseConfiguration(configuration).problem;
  const template = textOf(args.options['template']) ?? 'random-forest';
  const { jsonSchema } = await import('../project/json-schema.ts');
  const files = await readTemplate(template, { name, target, task, sharing: sharing(data.url, name) });
  files.set(CONFIGURATION, configuration);
  files.set('.mv/schema.json', jsonSchema());
  return createProject({
    directory: staging.project,
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

function readSeed(text: string | undefined): number {
  if (text === undefined) return 42;
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 32) return Number(text);
  throw new UserError(`--seed: "${text}" is not a whole number from 0 to ${2 ** 32 - 1}`, {
    code: 'usage',
    hint: '--seed 42',
  });
}

function sharing(url: string, name: string): string {
  if (!url.startsWith('../')) {
    return `\`git clone --recurse-submodules <url of ${name}>\` brings code, models and data.`;
  }
  return `The data are a repository of their own, \`${url}\`: push both side by side and the same \`.gitmodules\` is right there too.

Plain Git refuses a sibling folder in its own submodule commands (\`transport 'file' not allowed\`); \`git model experiment --worktree\` and \`git model train\` do that step themselves. By hand, for this one URL: \`git -c protocol.file.allow=always submodule update --init data\`.`;
}

function describe({
  target,
  staging,
  source,
  data,
  answers,
  created,
  seconds,
}: {
  target: string;
  staging: Staging;
  source: DataSource;
  data: Data;
  answers: Answers;
  created: CreatedProject;
  seconds: number;
}): InitDocument {
  const { configuration, provenance, trained } = created;
  const excluded = configuration.features.exclude;
  return {
    project: { name: configuration.name, path: target },
    branch: FIRST_BRANCH,
    commit: created.commit,
    task: configuration.problem.task,
    target: configuration.problem.target,
    features: answers.inspection.columns
      .filter(({ name }) => name !== configuration.problem.target && !excluded.includes(name))
      .map(({ name, type, reason }) => ({ name, type, reason })),
    data: {
      commit: data.commit,
      path: source.kind === 'files' ? staging.place.data : source.url,
      rows: provenance.data.rows,
      files: data.paths,
    },
    model: provenance.model,
    metrics: trained.metrics,
    advice: answers.inspection.advice,
    excluded,
    warnings: trained.warnings,
    seconds: { ...created.seconds, total: seconds },
  };
}
