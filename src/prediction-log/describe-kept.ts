import type { KeptColumn } from './kept-columns.ts';

/** Names of what is not logged as it is, in the order of the columns. */
export type NotKept = { hashed: string[]; omitted: string[] };

/** Null, where nothing is logged, is none of either. */
export function notKept(columns: readonly KeptColumn[] | null): NotKept {
  const named = (keeping: string) =>
    (columns ?? []).filter(column => column.keeping === keeping).map(({ name }) => name);
  return { hashed: named('hash'), omitted: named('omit') };
}

/**
 * One sentence on what the log keeps of a row, each name as `shown` gives it; null where all of it is kept.
 *
 * @example describeKept(columns, String)
 * // 'Predictions are logged with hashes of email and without remarks.'
 */
export function describeKept(
  columns: readonly KeptColumn[] | null,
  shown: (name: string) => string,
): string | null {
  if (columns === null) return 'Predictions are not logged.';
  const { hashed, omitted } = notKept(columns);
  const listed = (names: readonly string[]) => names.map(shown).join(', ');
  const parts = [
    ...(hashed.length > 0 ? [`with hashes of ${listed(hashed)}`] : []),
    ...(omitted.length > 0 ? [`without ${listed(omitted)}`] : []),
  ];
  return parts.length === 0 ? null : `Predictions are logged ${parts.join(' and ')}.`;
}
