// How each token of a time format is read from bytes.

import { fullYear } from './calendar.ts';
import { parseZone } from './time-iso.ts';

export type Parts = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  offset: number;
  /** 12 for PM, 0 for AM, -1 where the clock has 24 hours. */
  half: number;
};

/** Reads one token at `at`, notes its part, and returns where it ended; -1 where it does not match. */
export type Step = (bytes: Uint8Array, at: number, end: number, parts: Parts) => number;

export function createParts(): Parts {
  return { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, millisecond: 0, offset: 0, half: -1 };
}

/** Back to midnight UTC of no day. The date needs no clearing: every format has one. */
export function clearParts(parts: Parts): void {
  parts.hour = 0;
  parts.minute = 0;
  parts.second = 0;
  parts.millisecond = 0;
  parts.offset = 0;
  parts.half = -1;
}

/** Reads steps one after the other: where the last ended, -1 where one does not match. */
export function runSteps(
  steps: readonly Step[],
  bytes: Uint8Array,
  start: number,
  end: number,
  parts: Parts,
): number {
  let at = start;
  for (const step of steps) {
    at = step(bytes, at, end, parts);
    if (at < 0) return -1;
  }
  return at;
}

/** The part that a token of a format stands for, and how it is read; undefined where it is no token. */
export function tokenStep(token: string): { part: string; step: Step } | undefined {
  switch (token) {
    case 'yyyy':
      return { part: 'year', step: digits(4, 4, (parts, value) => (parts.year = value)) };
    case 'yy':
      return { part: 'year', step: digits(2, 2, (parts, value) => (parts.year = fullYear(value))) };
    case 'MMMM':
      return { part: 'month', step: monthName(MONTHS) };
    case 'MMM':
      return { part: 'month', step: monthName(MONTHS.map(month => month.slice(0, 3))) };
    case 'MM':
    case 'M':
      return { part: 'month', step: digits(token.length, 2, (parts, value) => (parts.month = value)) };
    case 'dd':
    case 'd':
      return { part: 'day', step: digits(token.length, 2, (parts, value) => (parts.day = value)) };
    case 'HH':
    case 'H':
      return { part: 'hour', step: digits(token.length, 2, (parts, value) => (parts.hour = value)) };
    case 'hh':
    case 'h':
      return { part: 'hour of 12', step: digits(token.length, 2, (parts, value) => (parts.hour = value)) };
    case 'a':
      return { part: 'half', step: halfOfDay };
    case 'mm':
      return { part: 'minute', step: digits(2, 2, (parts, value) => (parts.minute = value)) };
    case 'ss':
      return { part: 'second', step: digits(2, 2, (parts, value) => (parts.second = value)) };
    case 'XXX':
    case 'XX':
    case 'X':
      return { part: 'zone', step: zone };
    default:
      return /^S{1,9}$/.test(token) ? { part: 'fraction', step: fraction } : undefined;
  }
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

function digits(least: number, most: number, note: (parts: Parts, value: number) => void): Step {
  return (bytes, start, end, parts) => {
    const limit = Math.min(end, start + most);
    let at = start;
    let value = 0;
    for (; at < limit; at++) {
      const digit = bytes[at] - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at - start < least) return -1;
    note(parts, value);
    return at;
  };
}

/** Reads exactly this text. */
export function literalStep(text: string): Step {
  const wanted = Buffer.from(text);
  return (bytes, at, end) => {
    if (end - at < wanted.length) return -1;
    for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return -1;
    return at + wanted.length;
  };
}

/** Letters are compared in lower case; the names of months are ASCII. */
function monthName(names: readonly string[]): Step {
  const wanted = names.map(name => Buffer.from(name));
  return (bytes, at, end, parts) => {
    for (let month = 0; month < 12; month++) {
      const name = wanted[month];
      let same = end - at >= name.length;
      for (let i = 0; same && i < name.length; i++) same = (bytes[at + i] | 32) === name[i];
      if (!same) continue;
      parts.month = month + 1;
      return at + name.length;
    }
    return -1;
  };
}

const halfOfDay: Step = (bytes, at, end, parts) => {
  const letter = bytes[at] | 32;
  if (end - at < 2 || (bytes[at + 1] | 32) !== 109 || (letter !== 97 && letter !== 112)) return -1;
  parts.half = letter === 112 ? 12 : 0;
  return at + 2;
};

const fraction: Step = (bytes, start, end, parts) => {
  let at = start;
  let scale = 100;
  for (; at < end && at < start + 9; at++) {
    const digit = bytes[at] - 48;
    if (digit < 0 || digit > 9) break;
    if (scale >= 1) parts.millisecond += digit * scale;
    scale /= 10;
  }
  return at === start ? -1 : at;
};

/** The longest of `+hh:mm`, `+hhmm`, `+hh`, `Z` that stands here. */
const zone: Step = (bytes, at, end, parts) => {
  for (const length of [6, 5, 3, 1]) {
    if (at + length > end) continue;
    const offset = parseZone(bytes, at, at + length);
    if (Number.isNaN(offset)) continue;
    parts.offset = offset;
    return at + length;
  }
  return -1;
};

/** Reads these steps or nothing. */
export function optionalStep(steps: readonly Step[]): Step {
  return (bytes, at, end, parts) => {
    if (at === end) return at;
    const before = { ...parts };
    const after = runSteps(steps, bytes, at, end, parts);
    if (after >= 0) return after;
    Object.assign(parts, before);
    return at;
  };
}
