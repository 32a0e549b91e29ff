// Text as bytes, put together piece by piece: the log writes hundreds of bytes a prediction, most of them numbers.
// Whoever writes sees to the room first: a check a number would cost as much as the number.

/** `bytes[0 .. at]` are written. */
export type LineBytes = { bytes: Buffer; at: number };

/** As long as a number gets: `-1.2345678901234567e-308`. */
export const LONGEST_NUMBER = 24;

export function lineBytes(room = 1 << 16): LineBytes {
  return { bytes: Buffer.allocUnsafeSlow(room), at: 0 };
}

/** Makes room for `more` bytes. */
export function makeRoom(out: LineBytes, more: number): void {
  if (out.at + more <= out.bytes.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(out.at + more, 2 * out.bytes.length));
  larger.set(out.bytes.subarray(0, out.at));
  out.bytes = larger;
}

/** What was written; what follows is written to other memory, to `spare` where there is one. */
export function takeBytes(out: LineBytes, spare?: Buffer): Buffer {
  const taken = out.bytes.subarray(0, out.at);
  out.bytes = spare ?? Buffer.allocUnsafeSlow(out.bytes.length);
  out.at = 0;
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

const [ZERO, MINUS, POINT] = [48, 45, 46];
const NULL = Buffer.from('null');
/** Six places after nine digits, 15 in all: a decimal of no more is the shortest of its double. */
const PLACES = 1_000_000;
const MOST_WHOLE = 1e9;
/** 000 to 999. */
const THREE_DIGITS = Uint8Array.from({ length: 3000 }, (_, i) => {
  const [number, place] = [Math.floor(i / 3), i % 3];
  return ZERO + (Math.floor(number / 10 ** (2 - place)) % 10);
});

/** Writes the shortest decimal that reads back as the same double, as `String` does; null where it is no number. */
export function putNumber(bytes: Buffer, at: number, value: number): number {
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
  return fraction === 0 ? end : putPlaces(bytes, end, fraction);
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

/** Six places after a point, the zeros at their end left out. */
function putPlaces(bytes: Buffer, at: number, fraction: number): number {
  const high = 3 * ((fraction / 1000) | 0);
  const low = 3 * (fraction % 1000);
  bytes[at] = POINT;
  bytes[at + 1] = THREE_DIGITS[high];
  bytes[at + 2] = THREE_DIGITS[high + 1];
  bytes[at + 3] = THREE_DIGITS[high + 2];
  bytes[at + 4] = THREE_DIGITS[low];
  bytes[at + 5] = THREE_DIGITS[low + 1];
  bytes[at + 6] = THREE_DIGITS[low + 2];
  let end = at + 7;
  while (bytes[end - 1] === ZERO) end--;
  return end;
}
