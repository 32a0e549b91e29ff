import path from 'node:path';
import { type CsvFile, fileOfStream, fileOnDisk } from '../data/csv/source.ts';
import { hashWith } from '../prediction-log/hash-value.ts';
import { type JoinCounts, openLabelBook } from '../prediction-log/labels/label-book.ts';
import { labelFolder, logFolder } from '../prediction-log/log-folder.ts';
import { limitsOf } from '../prediction-log/log-limits.ts';
import { privacyKey } from '../prediction-log/privacy-key.ts';
import { writerName } from '../prediction-log/run-id.ts';
import { openRepository } from '../repository/repository.ts';
import { formatNumber } from '../terminal/format.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';
import { namedRows, readLabelFile } from './read-label-file.ts';
import { settingsOf } from './settings-of.ts';

/** Labels that came later, joined to logged predictions. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const file = inputFile(context, textOf(args.positionals['csv']) ?? '-');
  const repository = await openRepository(context.directory);
  const { configuration, provenance } = await settingsOf(repository);
  const by = namedRows(configuration, textOf(args.options['on']));
  const hash = hashWith(await privacyKey(repository));
  const book = openLabelBook({
    predictions: logFolder(repository),
    labels: labelFolder(repository),
    ...{ hash, writer: writerName() },
    clock: () => (context.epoch === null ? Date.now() : 1000 * context.epoch),
    on: 'on' in by ? by.on : null,
    limits: limitsOf(configuration),
  });
  const counts: JoinCounts = { joined: 0, unknown: 0, duplicates: 0, conflicting: 0 };
  try {
    const left = await readLabelFile({
      ...{ file, configuration, by, hash },
      classes: provenance?.signature.target.classes,
      onLabels: async labels => add(counts, await book.join(labels)),
    });
    sayWhatWasLeftOut(context, left);
  } finally {
    await book.close();
  }
  return { document: counts, text: () => render(counts) };
}

function inputFile({ directory, streams }: Context, csv: string): CsvFile {
  if (csv === '-') return fileOfStream({ path: 'stdin', stream: streams.stdin() });
  return fileOnDisk({ path: path.resolve(directory, csv), shownAs: csv });
}

function add(counts: JoinCounts, more: JoinCounts): void {
  for (const name of Object.keys(counts) as (keyof JoinCounts)[]) counts[name] += more[name];
}

function sayWhatWasLeftOut(
  { say }: Context,
  { withoutLabel, withoutName }: { withoutLabel: number; withoutName: number },
): void {
  const rows = (count: number) => `${formatNumber(count)} ${count === 1 ? 'row' : 'rows'}`;
  if (withoutLabel > 0) say(`${rows(withoutLabel)} without a label left out`, 'warning');
  if (withoutName > 0) say(`${rows(withoutName)} that name no prediction left out`, 'warning');
}

function render({ joined, unknown, duplicates, conflicting }: JoinCounts): string {
  return [
    `joined ${formatNumber(joined)} ${joined === 1 ? 'label' : 'labels'} to predictions`,
    ...(duplicates > 0 ? [`  ${formatNumber(duplicates)} were there already`] : []),
    ...(conflicting > 0
      ? [`  ${formatNumber(conflicting)} differ from the label that is there, which stays`]
      : []),
    ...(unknown > 0
      ? [`  ${formatNumber(unknown)} are of no prediction in the log; they are kept in case it comes`]
      : []),
  ].join('\n');
}
