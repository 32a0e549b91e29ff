// Columns that a file needs to have, by name; their order is free.

import { UserError } from '../../errors.ts';
import { shownValue } from '../place.ts';
import type { FileStart } from './read-rows.ts';

const MOST_SHOWN = 10;

/** Where each of `names` stands in the file. Throws UserError `missing-column`, which names all that are not there. */
export function requireColumns(start: FileStart, names: readonly string[]): Int32Array<ArrayBuffer> {
  const absent = names.filter(name => !start.positions.has(name));
  if (absent.length > 0) {
    const file = start.file.path;
    const column = absent.length === 1 ? 'column' : 'columns';
    // A column that was renamed is among those that nobody asks for: they come first.
    const others = start.names.filter(name => !names.includes(name));
    throw new UserError(`${file} has no ${column} ${listed(absent)}`, {
      code: 'missing-column',
      hint:
        others.length > 0
          ? `columns that it has besides: ${listed(others)}`
          : `its columns: ${listed(start.names)}`,
      details: { file, line: 1, column: absent[0], columns: absent },
    });
  }
  return Int32Array.from(names, name => start.positions.get(name)!);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_SHOWN).map(shownValue).join(', ');
  return names.length > MOST_SHOWN ? `${shown}, …` : shown;
}
