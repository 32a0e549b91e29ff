// The log in stretches that do not overlap, as it was looked at: each from the end of the one before.

import type { Row } from '../monitoring/records/record-file.ts';

export type Stretch = {
  id: string;
  /** ISO 8601 UTC; of all but the first the end of the one before, whose rows do not count again. */
  from: string;
  to: string;
  first: boolean;
};

/** As many as decay is looked for in. */
const MOST = 28;

/**
 * Windows of the log that monitoring/drift.csv has of this model, and the one at hand, oldest first. Windows overlap
 * where fewer rows have come than a window holds; a label must not count twice. One that ends where another does, or
 * before, as after a clock was set back, is part of that.
 */
export function stretchesOfLog(
  drift: readonly Row[],
  { release, window }: { release: string; window: { id: string; from: string; to: string } },
): Stretch[] {
  const known = new Map<string, { id: string; from: string; to: string }>();
  for (const row of drift)
    if (row['release'] === release && row['source'] === 'log')
      known.set(row['window'], { id: row['window'], from: row['from'], to: row['to'] });
  known.set(window.id, window);
  const stretches: Stretch[] = [];
  for (const { id, from, to } of known.values()) {
    const before = stretches.at(-1);
    if (before === undefined) stretches.push({ id, from, to, first: true });
    else if (Date.parse(to) > Date.parse(before.to))
      stretches.push({ id, from: before.to, to, first: false });
  }
  return stretches.slice(-MOST);
}
