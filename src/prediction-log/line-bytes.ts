// Text as bytes, put together piece by piece: the log writes hundreds of bytes a prediction, most of them numbers.

export type LineBytes = {
  /** Copies bytes that are text already. */
  raw(piece: Uint8Array): void;
  /** A text that is JSON already, or that needs no quotes. */
  plain(text: string): void;
  /** The shortest decimal that reads back as the same double, as `String` gives it; null where it is no number. */
  number(value: number): void;
  size(): number;
  /** Takes back all but the first `size` bytes. */
  cut(size: number): void;
  /** A copy of what was written since the last call. */
  take(): Uint8Array;
};

const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const NULL = Buffer.from('null');
/** Six places after nine digits, 15 in all: a decimal of no more is the shortest of its double. */
const PLACES = 1_000_000;
const MOST_WHOLE = 1e9;

export function lineBytes(room = 1 << 16): LineBytes {
  let bytes = Buffer.allocUnsafe(room);
  let at = 0;

  const need = (more: number): void => {
    if (at + more <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(at + more, 2 * bytes.length));
    larger.set(bytes.subarray(0, at));
    bytes = larger;
  };
  /** Whole, from 0 to 10^9. */
  const digits = (value: number): void => {
    let length = 1;
    for (let power = 10; power <= value; power *= 10) length++;
    let rest = value;
    for (let place = at + length - 1; place >= at; place--) {
      const shorter = (rest / 10) | 0;
      bytes[place] = ZERO + (rest - 10 * shorter);
      rest = shorter;
    }
    at += length;
  };
  /** Six places after a point, the zeros at their end left out. */
  const places = (value: number): void => {
    bytes[at++] = POINT;
    let rest = value;
    for (let power = PLACES / 10; rest > 0; power = (power / 10) | 0) {
      const digit = (rest / power) | 0;
      bytes[at++] = ZERO + digit;
      rest -= digit * power;
    }
  };
  const plain = (text: string): void => {
    need(3 * text.length);
    at += bytes.write(text, at);
  };

  return {
    raw(piece) {
      const { length } = piece;
      need(length);
      // A call of set costs more than a few bytes do.
      if (length > 48) bytes.set(piece, at);
      else for (let i = 0; i < length; i++) bytes[at + i] = piece[i];
      at += length;
    },
    plain,
    number(value) {
      if (!Number.isFinite(value)) return this.raw(NULL);
      need(32);
      const size = Math.abs(value);
      const whole = Math.floor(size);
      const fraction = Math.round((size - whole) * PLACES);
      // The sum below is exact, and its quotient the double nearest to the decimal.
      const isShort = size < MOST_WHOLE && (whole * PLACES + fraction) / PLACES === size;
      if (!isShort) return plain(String(value));
      if (value < 0) bytes[at++] = MINUS;
      digits(whole);
      if (fraction !== 0) places(fraction);
    },
    size: () => at,
    cut(size) {
      at = size;
    },
    take() {
      const taken = Buffer.from(bytes.subarray(0, at));
      at = 0;
      return taken;
    },
  };
}
