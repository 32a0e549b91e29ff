// ISO 8601 dates and date-times, by hand: the commonest way to write a time deserves the fastest reader.

import { midnightOf } from './calendar.ts';

const ZERO = 48;
const COLON = 58;
const MINUS = 45;
const PLUS = 43;

/** Two digits at `at` as a number, NaN where they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] - ZERO;
  const ones = bytes[at + 1] - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/**
 * `yyyy-MM-dd`, then optionally `T` or a space and `HH:mm[:ss[.fraction]]`, then optionally `Z`, `+hh`, `+hhmm` or
 * `+hh:mm`. No zone is UTC; a fraction is cut to whole milliseconds. Milliseconds since 1970, NaN where it is none.
 */
export function parseIsoTime(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 10) return Number.NaN;
  const midnight = parseIsoDate(bytes, start, start + 10);
  let at = start + 10;
  if (at === end) return midnight;
  if (bytes[at] !== 84 && bytes[at] !== 32 && bytes[at] !== 116) return Number.NaN;
  if (end - at < 6 || bytes[at + 3] !== COLON) return Number.NaN;
  const hour = twoDigits(bytes, at + 1);
  const minute = twoDigits(bytes, at + 4);
  at += 6;
  let second = 0;
  let millisecond = 0;
  if (at < end && bytes[at] === COLON) {
    if (end - at < 3) return Number.NaN;
    second = twoDigits(bytes, at + 1);
    at += 3;
    if (at < end && (bytes[at] === 46 || bytes[at] === 44)) {
      let scale = 100;
      const from = ++at;
      for (; at < end && bytes[at] >= ZERO && bytes[at] <= 57; at++) {
        millisecond += Math.floor(scale) * (bytes[at] - ZERO);
        scale /= 10;
      }
      if (at === from) return Number.NaN;
    }
  }
  // Comparisons with NaN are false, so the check is for what must hold.
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
  const offset = at === end ? 0 : parseZone(bytes, at, end);
  return midnight + ((hour * 60 + minute - offset) * 60 + second) * 1000 + millisecond;
}

/** `yyyy-MM-dd` alone: midnight UTC in milliseconds since 1970, NaN where it is none. */
export function parseIsoDate(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 10 || bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return Number.NaN;
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  return Number.isNaN(year + month + day) ? Number.NaN : midnightOf(year, month, day);
}

/** Minutes ahead of UTC of `Z`, `+hh`, `+hhmm`, `+hh:mm` that fills `start` to `end`; NaN where it is none. */
export function parseZone(bytes: Uint8Array, start: number, end: number): number {
  const sign = bytes[start];
  const length = end - start;
  if ((sign === 90 || sign === 122) && length === 1) return 0;
  if (sign !== PLUS && sign !== MINUS) return Number.NaN;
  const hours = twoDigits(bytes, start + 1);
  let minutes = 0;
  if (length === 6 && bytes[start + 3] === COLON) minutes = twoDigits(bytes, start + 4);
  else if (length === 5) minutes = twoDigits(bytes, start + 3);
  else if (length !== 3) return Number.NaN;
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN;
  return (sign === MINUS ? -1 : 1) * (hours * 60 + minutes);
}
