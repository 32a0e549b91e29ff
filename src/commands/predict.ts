import path from 'node:path';
import { type CsvFile, fileOfStream, fileOnDisk } from '../data/csv/source.ts';
import { UserError } from '../errors.ts';
import { type CommittedModel, readCommittedModel } from '../prediction/committed-model.ts';
import type { BatchLog } from '../prediction/log-batch.ts';
import { openPredictor } from '../prediction/open-predictor.ts';
import { withOutputFile } from '../prediction/output-file.ts';
import { type Predicted, predictCsv, type WriteBytes } from '../prediction/predict-csv.ts';
import { runId } from '../prediction-log/run-id.ts';
import { type NamedCommit, requireCommit } from '../repository/branches/named-commit.ts';
import { type ObjectReader, withObjectReader } from '../repository/objects/object-reader.ts';
import { openRepository, type Repository } from '../repository/repository.ts';
import { withTemporaryFolder } from '../repository/temporary-folder.ts';
import { formatNumber, shortCommit } from '../terminal/format.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';
import { type LoggedCounts, openBatchLog } from './open-batch-log.ts';
import { requireTrust } from './trust.ts';
import { watcherOf } from './watcher.ts';

type PredictDocument = NamedCommit & { rows: number; output: string; id: string } & LoggedCounts;

/** Predicts the rows of a CSV with the model of a commit, and its code: rows in, rows with predictions out. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const output = textOf(args.options['output']);
  if (context.json && output === undefined) {
    throw new UserError('--json needs --output: rows and a document cannot both stand on stdout', {
      code: 'usage',
      hint: 'add --output <file>',
    });
  }
  const file = inputFile(context, textOf(args.positionals['csv']) ?? '-');
  const name = textOf(args.positionals['model']) ?? '';
  const repository = await openRepository(context.directory);
  const { directory } = repository;
  const counts: LoggedCounts = { logged: 0, dropped: 0 };
  return withObjectReader(directory, async reader => {
    const from = await requireCommit(directory, name);
    const model = await readCommittedModel(reader, { name, commit: from.commit, repository });
    await requireTrust(context, directory);
    const intervals = args.options['intervals'] === true;
    if (intervals) requireIntervals(name, model);
    warnOfStaleness(context, name, model);
    const id = runId({ commit: from.commit, input: file.path, epoch: context.epoch });
    const ids = args.options['ids'] === true ? id : null;
    const logs = args.options['no-log'] !== true;
    const open = { repository, reader, from, name, model, id };
    const batch = logs ? await openBatchLog(context, open) : null;
    const predict = async (write: WriteBytes) => {
      const log = batch?.log ?? null;
      try {
        return await predictAll({
          context,
          intervals,
          ids,
          log,
          repository,
          reader,
          name,
          model,
          file,
          write,
        });
      } finally {
        Object.assign(counts, await batch?.close());
      }
    };
    if (output === undefined) {
      const { warnings } = await predict(context.streams.write);
      for (const warning of warnings) context.say(warning, 'warning');
      return { document: {}, text: () => '' };
    }
    const place = path.resolve(context.directory, output);
    const { rows, warnings } = await withOutputFile({ place, shownAs: output }, predict);
    for (const warning of warnings) context.say(warning, 'warning');
    const document: PredictDocument = { ...from, rows, output: place, id, ...counts };
    return { document, text: () => render(document, name, output) };
  });
}

function inputFile({ directory, streams }: Context, csv: string): CsvFile {
  if (csv === '-') return fileOfStream({ path: 'stdin', stream: streams.stdin() });
  return fileOnDisk({ path: path.resolve(directory, csv), shownAs: csv });
}

function warnOfStaleness(context: Context, name: string, { stale }: CommittedModel): void {
  if (stale === null) return;
  const madeBy = stale.madeBy === null ? 'that made it' : shortCommit(stale.madeBy);
  context.say(
    `the model of ${name} is stale (${stale.reasons.join('; ')}): it predicts with the code and settings of the commit ${madeBy}, which it was made from`,
    'warning',
  );
}

function requireIntervals(name: string, { calibration }: CommittedModel): void {
  if (calibration?.intervals) return;
  throw new UserError(`the model of ${name} has no intervals`, {
    code: 'no-intervals',
    hint: 'a regression has them where training.calibration of mv.yaml left rows enough to learn them from',
    details: { name },
  });
}

function predictAll({
  context,
  intervals,
  repository,
  reader,
  name,
  model,
  ...rest
}: {
  context: Context;
  intervals: boolean;
  ids: string | null;
  log: BatchLog | null;
  repository: Repository;
  reader: ObjectReader;
  name: string;
  model: CommittedModel;
  file: CsvFile;
  write: WriteBytes;
}): Promise<Predicted> {
  return withTemporaryFolder('src', async folder => {
    const onOutput = (text: string) => context.say(text.replace(/\n$/, ''));
    const { agree, say } = watcherOf(context);
    const python = { ...repository, environment: process.env, agree, say };
    const predictor = await openPredictor({ model, name, reader, folder, python, onOutput });
    try {
      const { separator } = model.configuration.data;
      const { signature } = model.provenance;
      const calibration = intervals ? model.calibration : null;
      return await predictCsv({ separator, predictor, signature, calibration, ...rest });
    } finally {
      await predictor.close();
    }
  });
}

function render({ commit, rows }: PredictDocument, name: string, output: string): string {
  return `predicted ${formatNumber(rows)} ${rows === 1 ? 'row' : 'rows'} with ${name} ${shortCommit(commit)}: ${output}`;
}
