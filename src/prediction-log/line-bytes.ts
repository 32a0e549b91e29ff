// Text as bytes, put together piece by piece: the log writes hundreds of bytes a prediction, most of them numbers.
// Whoever writes sees to the room first: a check a number would cost as much as the number.

/** `bytes[0 .. at]` are written. */
export type LineBytes = Target & { at: number };

/** The same memory twice: byte by byte, and four or eight at once. */
export type Target = { bytes: Buffer; view: DataView };

/** As long as a number gets, `-1.2345678901234567e-308`, and what is written behind it on the way. */
export const LONGEST_NUMBER = 32;

export function lineBytes(room = 1 << 16): LineBytes {
  return { ...targetOf(Buffer.allocUnsafeSlow(room)), at: 0 };
}

function targetOf(bytes: Buffer): Target {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
}

/** Makes room for `more` bytes. */
export function makeRoom(out: LineBytes, more: number): void {
  if (out.at + more <= out.bytes.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(out.at + more, 2 * out.bytes.length));
  larger.set(out.bytes.subarray(0, out.at));
  Object.assign(out, targetOf(larger));
}

/** What was written; what follows is written to other memory, to `spare` where there is one. */
export function takeBytes(out: LineBytes, spare?: Buffer): Buffer {
  const taken = out.bytes.subarray(0, out.at);
  Object.assign(out, targetOf(spare ?? Buffer.allocUnsafeSlow(out.bytes.length)), { at: 0 });
  return taken;
}

/** Writes `piece` at `at` and gives where it ends. */
export function putBytes(bytes: Buffer, at: number, piece: Uint8Array): number {
  const { length } = piece;
  // A call of set costs more than a few bytes do.
  if (length > 64) bytes.set(piece, at);
  else for (let i = 0; i < length; i++) bytes[at + i] = piece[i];
  return at + length;
}

/** A text that is written so often that it is kept in words of eight bytes; what follows its end is written over. */
export type Label = { words: Float64Array; length: number };

export function labelOf(text: string): Label {
  const bytes = Buffer.from(text);
  const padded = new Uint8Array(8 * Math.ceil(bytes.length / 8));
  padded.set(bytes);
  return { words: new Float64Array(padded.buffer), length: bytes.length };
}

/** Up to seven bytes beyond its end need room too. No text in UTF-8 is a word that reads as no number, so none is altered. */
export function putLabel(view: DataView, at: number, { words, length }: Label): number {
  for (let word = 0; word < words.length; word++) view.setFloat64(at + 8 * word, words[word], LITTLE);
  return at + length;
}

const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const [ZERO, MINUS, POINT] = [48, 45, 46];
const NULL = Buffer.from('null');
/** Six places after nine digits, 15 in all: a decimal of no more is the shortest of its double. */
const PLACES = 1_000_000;
const MOST_WHOLE = 1e9;

const thousand = Array.from({ length: 1000 }, (_, i) => [
  Math.floor(i / 100),
  Math.floor(i / 10) % 10,
  i % 10,
]);
/** Three digits as the bytes of a word, from the lowest on; of the first table behind a point. */
const AFTER_POINT = Int32Array.from(
  thousand,
  ([a, b, c]) => POINT | ((ZERO + a) << 8) | ((ZERO + b) << 16) | ((ZERO + c) << 24),
);
const DIGITS = Int32Array.from(thousand, ([a, b, c]) => (ZERO + a) | ((ZERO + b) << 8) | ((ZERO + c) << 16));
/** How many zeros they end in. */
const ZEROS = Uint8Array.from(thousand, ([a, b, c]) => (c > 0 ? 0 : b > 0 ? 1 : a > 0 ? 2 : 3));

/** Writes the shortest decimal that reads back as the same double, as `String` does; null where it is no number. */
export function putNumber({ bytes, view }: Target, at: number, value: number): number {
  const size = Math.abs(value);
  const whole = Math.floor(size);
  const fraction = Math.round((size - whole) * PLACES);
  // The sum is exact, and its quotient the double nearest to the decimal.
  if (!(size < MOST_WHOLE) || (whole * PLACES + fraction) / PLACES !== size) {
    return Number.isFinite(value) ? at + bytes.write(String(value), at, 'latin1') : putBytes(bytes, at, NULL);
  }
  let end = at;
  if (value < 0) bytes[end++] = MINUS;
  if (whole < 10) bytes[end++] = ZERO + whole;
  else end = putWhole(bytes, end, whole);
  if (fraction === 0) return end;
  const high = (fraction / 1000) | 0;
  const low = fraction - 1000 * high;
  view.setInt32(end, AFTER_POINT[high], true);
  view.setInt32(end + 4, DIGITS[low], true);
  // The zeros at the end are left out.
  return low === 0 ? end + 4 - ZEROS[high] : end + 7 - ZEROS[low];
}

/** From 0 to 10^9. */
function putWhole(bytes: Buffer, at: number, whole: number): number {
  let length = 1;
  for (let power = 10; power <= whole; power *= 10) length++;
  let rest = whole | 0;
  for (let place = at + length - 1; place >= at; place--) {
    const shorter = (rest / 10) | 0;
    bytes[place] = ZERO + rest - 10 * shorter;
    rest = shorter;
  }
  return at + length;
}
