// The first record of a CSV names its columns. What is wrong with names is said here.

import { UserError } from '../../errors.ts';
import { placeText, shownValue } from '../place.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Refuses a header that has no names, or one name twice: UserError `empty-column-name`, `duplicate-column` or
 * `missing-header` (the names look like a row of values).
 */
export function checkHeader(names: readonly string[], file: string): void {
  const place = { file, line: 1 };
  if (looksLikeValues(names)) {
    throw new UserError(
      `${placeText(place)}: the header holds numbers where names of columns are expected: ${names.slice(0, 3).map(shownValue).join(', ')}`,
      { code: 'missing-header', hint: 'put a line with the names of the columns on top', details: place },
    );
  }
  const first = new Map<string, number>();
  names.forEach((name, index) => {
    if (name === '') {
      throw new UserError(`${placeText(place)}: column ${index + 1} has no name`, {
        code: 'empty-column-name',
        hint: 'give it a name in the header (pandas leaves out a nameless index with to_csv(index=False))',
        details: { ...place, position: index + 1 },
      });
    }
    const earlier = first.get(name);
    if (earlier !== undefined) {
      throw new UserError(
        `${placeText(place)}: columns ${earlier + 1} and ${index + 1} are both named ${shownValue(name)}`,
        {
          code: 'duplicate-column',
          hint: 'rename one of them in the header',
          details: { ...place, column: name },
        },
      );
    }
    first.set(name, index);
  });
}

/**
 * All names are numbers and no plain count (0, 1, 2, … names pixels and years), or half of them are and one has a
 * fraction, as no name does.
 */
function looksLikeValues(names: readonly string[]): boolean {
  const numbers = names.filter(name => NUMBER.test(name));
  if (numbers.length === names.length) {
    return names.length === 1 || numbers.some((name, i) => Number(name) !== Number(numbers[0]) + i);
  }
  return 2 * numbers.length >= names.length && numbers.some(name => !Number.isInteger(Number(name)));
}
