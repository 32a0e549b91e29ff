// The message of a data commit.

import { formatNumber } from '../terminal/format.ts';

type Facts = {
  rows: number;
  known: number;
  rejectedRows: number;
  files: readonly string[];
  sources: readonly { source: string; rows: number }[];
};

/** Sources by what they are called: no address with a user, a password or a query. */
export function ingestMessage(
  { rows, known, rejectedRows, files, sources }: Facts,
  date: string,
): { subject: string; paragraphs: string[] } {
  const from = sources.filter(source => source.rows > 0).map(({ source }) => source.replace(/\s+/g, ' '));
  return {
    subject: `Update ${date}: ${formatNumber(rows)} ${rows === 1 ? 'row' : 'rows'}`,
    paragraphs: [
      from.map((source, index) => `${files[index]} from ${source}`).join('\n'),
      [
        ...(known > 0 ? [`${formatNumber(known)} rows were there already.`] : []),
        ...(rejectedRows > 0 ? [`${formatNumber(rejectedRows)} rows were rejected.`] : []),
      ].join('\n'),
    ],
  };
}
