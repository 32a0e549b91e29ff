import { faultText } from '../ingestion/fault.ts';
import type { Ingested } from '../ingestion/ingest.ts';
import { formatNumber, shortCommit } from '../terminal/format.ts';
import { sanitize } from '../terminal/sanitize.ts';
import type { Context } from './command.ts';

/** As many rejected rows as a person reads; all stand in the document. */
const MOST_SHOWN = 10;

/** What a person reads after an ingest: how many rows came, where they are, what was left out, what next. */
export function renderIngest({ colours }: Context, made: Ingested, dryRun: boolean): string {
  const { after, files, rows, known, rejected, rejectedRows, rejects, sources } = made;
  const told = [
    ...(known > 0
      ? [`known     ${counted(known, 'row')} that ${known === 1 ? 'is' : 'are'} there already`]
      : []),
    ...sources
      .filter(({ unchanged }) => unchanged)
      .map(({ source }) => `nothing   new at ${sanitize(source)} since the last time`),
    ...(rejectedRows > 0
      ? [
          `rejected  ${counted(rejectedRows, 'row')}, ${dryRun ? 'not written' : `written to ${rejects.map(sanitize).join(', ')}`}`,
        ]
      : []),
    ...rejected.slice(0, MOST_SHOWN).map(fault => `  ${sanitize(faultText(fault))}`),
    ...(rejected.length > MOST_SHOWN ? [`  and ${rejected.length - MOST_SHOWN} more`] : []),
  ];
  if (files.length === 0) {
    return [`nothing new: the data stay at ${shortCommit(after)}`, ...told].join('\n');
  }
  return [
    dryRun
      ? `would ingest ${counted(rows, 'row')} as ${files.join(', ')}`
      : `${colours.green('ingested')} ${counted(rows, 'row')} as ${files.join(', ')}; the data are at ${shortCommit(after)}`,
    ...told,
    ...(dryRun ? [] : ['', 'next: git-model retrain']),
  ].join('\n');
}

function counted(count: number, what: string): string {
  return `${formatNumber(count)} ${what}${count === 1 ? '' : 's'}`;
}
