// What an update is called in the data repository.

import { UserError } from '../errors.ts';
import { matchFiles } from '../training/match-files.ts';

/**
 * A path for the update of `date` that training will read by `patterns` and that is not `taken`: `updates/<date>.csv`,
 * `updates/<date>-2.csv` where that is there. Where no pattern reads `updates/`, the first with a star says where.
 * Throws UserError `no-place-for-updates`.
 *
 * @example updatePath({ date: '2012-01-31', patterns: ['initial/*.csv', 'updates/*.csv'], taken: new Set() })
 * // 'updates/2012-01-31.csv'
 */
export function updatePath({
  date,
  patterns,
  taken,
}: {
  date: string;
  patterns: readonly string[];
  taken: ReadonlySet<string>;
}): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? date : `${date}-${number}`;
    const path = [`updates/${name}.csv`, ...patterns.map(pattern => filledIn(pattern, name))].find(
      candidate => candidate !== null && matchFiles([candidate], patterns).length === 1,
    );
    if (!path) {
      throw new UserError(
        `"data.files" in mv.yaml names no place where an update could go (${patterns.join(', ')})`,
        { code: 'no-place-for-updates', hint: 'add "updates/*.csv" to data.files, and train with it' },
      );
    }
    if (!taken.has(path)) return path;
  }
}

/** `rows/**` and `rows/*.csv` are `rows/2012-01-31.csv`; null where the last part has no star. */
function filledIn(pattern: string, name: string): string | null {
  const parts = pattern.split('/');
  const last = parts.pop() ?? '';
  if (!last.includes('*') || parts.some(part => /[*?]/.test(part) && part !== '**')) return null;
  const file = last === '*' || last === '**' ? `${name}.csv` : last.replace(/\*+/, name).replace(/\*+/g, '');
  return [...parts.filter(part => part !== '**'), file].join('/');
}

/** Throws UserError `invalid-date` for what is no day of the calendar. */
export function requireDate(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw new UserError(`--date ${JSON.stringify(text)} is no day`, {
    code: 'invalid-date',
    hint: 'write it as YYYY-MM-DD, such as 2012-01-31',
  });
}
