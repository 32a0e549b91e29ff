// What is said where rows are wrong: every one of them, and that nothing has changed.

import { UserError } from '../errors.ts';
import { type Fault, faultText } from './fault.ts';
import type { Update } from './store-files.ts';

/** So many are read in a message; all of them stand in the document. */
const MOST_SHOWN = 20;

/**
 * Throws UserError: what makes a single file unreadable as it is, `rows-refused` for wrong rows that are not to be
 * skipped, and for files of which no row can be taken.
 */
export function refuseFaults(updates: readonly Update[], skipRejected: boolean): void {
  const rejected = updates.flatMap(update => update.faults);
  const [only] = updates;
  if (updates.length === 1 && only.unreadable) throw withFaults(only.unreadable, rejected);
  const hopeless = updates.filter(isHopeless);
  const wrong = skipRejected ? hopeless : updates.filter(update => update.faults.length > 0);
  if (wrong.length === 0) return;
  const rows = wrong.reduce((total, update) => total + update.rejectedRows, 0);
  const what =
    hopeless.length === wrong.length
      ? `no row of ${hopeless.map(({ source }) => source.shown).join(', ')} can be taken`
      : `${rows} ${rows === 1 ? 'row' : 'rows'} of ${wrong.map(({ source }) => source.shown).join(', ')} cannot be taken`;
  const faults = wrong.flatMap(update => update.faults);
  const more = faults.length - MOST_SHOWN;
  throw new UserError(
    [
      `${what}; nothing was ingested`,
      ...faults.slice(0, MOST_SHOWN).map(fault => `  ${faultText(fault)}`),
      ...(more > 0 ? [`  and ${more} more`] : []),
    ].join('\n'),
    {
      code: 'rows-refused',
      hint:
        hopeless.length > 0
          ? 'correct the file, then run this again'
          : 'correct them; or --skip-rejected takes the others and writes these to a file',
      details: { rejected, rejectedRows: rows },
    },
  );
}

/** All of it is wrong. */
function isHopeless({ unreadable, rows, known, rejectedRows }: Update): boolean {
  return unreadable !== null || (rejectedRows > 0 && rows === 0 && known === 0);
}

function withFaults(error: UserError, rejected: readonly Fault[]): UserError {
  const { message, code, hint, details, cause } = error;
  return new UserError(message, { code, hint, cause, details: { ...details, rejected } });
}
