// Numbers and missing values as CSV files write them, read from bytes.

/**
 * Ways to write that a value is missing, beside nothing at all: those of pandas' `read_csv` that people write, and
 * the `?` of the UCI repository. A lone `-` is not among them: it may be a category.
 */
export const MISSING_WORDS: readonly string[] =
  'NA N/A n/a #N/A <NA> NaN nan NAN NULL Null null None none ?'.split(' ');

const missingKeys = new Set(MISSING_WORDS.map(word => packed(Buffer.from(word), 0, word.length)));

/** Whether a trimmed field is empty or one of `MISSING_WORDS`. */
export function isMissing(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 0) return true;
  const first = bytes[start];
  if (length > 4 || (first >= ZERO && first <= NINE)) return false;
  return missingKeys.has(packed(bytes, start, end));
}

/** Up to four bytes, and how many they are, as one number. */
function packed(bytes: Uint8Array, start: number, end: number): number {
  let key = 1;
  for (let at = start; at < end; at++) key = key * 256 + bytes[at];
  return key;
}

const POINT = 46;
export const COMMA = 44;
const PLUS = 43;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

/** Powers of ten that a double holds exactly. */
const TENS = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/**
 * The double nearest to a decimal number, NaN where the field is none: digits with an optional sign, one decimal mark
 * and an exponent (`-1.5`, `.5`, `1e5`), nothing else: no hexadecimal, no thousands marks, no `Infinity`.
 * A number too large for a double is an infinity. `mark` is POINT or COMMA.
 *
 * Up to 15 digits and 22 places, both parts are exact doubles and their quotient is correctly rounded (Clinger 1990,
 * "How to read floating point numbers accurately"); beyond, the engine converts the text.
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number, mark: number = POINT): number {
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative || bytes[at] === PLUS) at++;
  let mantissa = 0;
  let significant = 0;
  const digitsFrom = at;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte < ZERO || byte > NINE) break;
    mantissa = mantissa * 10 + (byte - ZERO);
    if (mantissa !== 0) significant++;
  }
  let digits = at - digitsFrom;
  let places = 0;
  if (at < end && bytes[at] === mark) {
    const placesFrom = ++at;
    for (; at < end; at++) {
      const byte = bytes[at];
      if (byte < ZERO || byte > NINE) break;
      mantissa = mantissa * 10 + (byte - ZERO);
      if (mantissa !== 0) significant++;
    }
    places = at - placesFrom;
    digits += places;
  }
  if (digits === 0) return Number.NaN;
  if (at === end && significant <= 15 && places <= 22) {
    const size = places === 0 ? mantissa : mantissa / TENS[places];
    // Zero minus zero is zero: a "-0" must not differ from a "0".
    return negative ? 0 - size : size;
  }
  if (at < end && !isExponent(bytes, at, end)) return Number.NaN;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  return Number(mark === COMMA ? text.replace(',', '.') : text) + 0;
}

function isExponent(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  if ((bytes[at] | 32) !== 101) return false;
  at++;
  if (bytes[at] === PLUS || bytes[at] === MINUS) at++;
  if (at >= end) return false;
  return allDigits(bytes, at, end);
}

export function allDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] < ZERO || bytes[at] > NINE) return false;
  return end > start;
}

/**
 * The decimal mark of one column: 0 until a value shows it. A file whose separator is `;` may write `1,5` or `1.5`,
 * but not both in one column: `1.500` beside `2,5` would be a thousand and a half, or fifteen hundred.
 */
export type DecimalMark = { commaAllowed: boolean; mark: number };

/** `parseNumber` under the mark that the column uses, which it learns from the first value that has one. */
export function parseMarkedNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
  column: DecimalMark,
): number {
  if (!column.commaAllowed) return parseNumber(bytes, start, end);
  if (column.mark !== 0) return parseNumber(bytes, start, end, column.mark);
  const withPoint = parseNumber(bytes, start, end, POINT);
  if (!Number.isNaN(withPoint)) {
    if (hasByte(bytes, start, end, POINT)) column.mark = POINT;
    return withPoint;
  }
  const withComma = parseNumber(bytes, start, end, COMMA);
  if (!Number.isNaN(withComma)) column.mark = COMMA;
  return withComma;
}

function hasByte(bytes: Uint8Array, start: number, end: number, wanted: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === wanted) return true;
  return false;
}

/** `inf`, `Infinity` with or without a sign: a number, though none that can be learned from. */
export function isInfinity(bytes: Uint8Array, start: number, end: number): boolean {
  const letter = (bytes[start] === 43 || bytes[start] === 45 ? bytes[start + 1] : bytes[start]) | 32;
  if (letter !== 105 || end - start > 9) return false;
  return /^[+-]?inf(inity)?$/i.test(Buffer.from(bytes.subarray(start, end)).toString('latin1'));
}
