// A declared time format becomes a parser. Tokens are those of Unicode's LDML, as Java and date-fns use them.

import { UserError } from '../../errors.ts';
import { parseNumber } from '../csv/number.ts';
import { shownValue } from '../place.ts';
import { midnightOf, timeOfDay } from './calendar.ts';
import { parseIsoDate, parseIsoTime } from './time-iso.ts';
import {
  clearParts,
  createParts,
  literalStep,
  optionalStep,
  runSteps,
  type Step,
  tokenStep,
} from './time-tokens.ts';

/** Milliseconds since 1970-01-01T00:00:00Z of the trimmed field `start` to `end`; NaN where it is not in the format. */
export type ParseTime = (bytes: Uint8Array, start: number, end: number) => number;

const HELP =
  'tokens: yyyy yy, MMMM MMM MM M, dd d, HH H, hh h a, mm, ss, SSS, XXX, [optional], \'literal\'; or iso, unix, unix-ms; for instance "dd-MM-yyyy HH:mm:ss"';

/**
 * Compiles a format. `iso` takes any ISO 8601 date or date-time, `unix` seconds and `unix-ms` milliseconds since 1970.
 * Otherwise tokens: `yyyy`, `yy` (69 to 99 are 19xx), `MMMM` and `MMM` (English, any case), `MM`, `dd`, `HH`, `hh` with
 * `a`, `mm`, `ss` (two digits; `M`, `d`, `H`, `h` take one or two), `SSS` (one to nine digits of a fraction), `XXX`
 * (`Z`, `+02:00`, `+0200`), `[…]` for a part that may be absent; letters between single quotes and all else stand for
 * themselves. No zone is UTC. Throws UserError `invalid-time-format`.
 *
 * @example parseTimeText('dd-MMM-yy', '01-Jan-17') // 1483228800000
 */
export function compileTimeFormat(format: string): ParseTime {
  if (format === 'iso') return parseIsoTime;
  if (format === 'yyyy-MM-dd') return parseIsoDate;
  if (format === 'unix') return (bytes, start, end) => parseUnix(bytes, start, end, 1000);
  if (format === 'unix-ms') return (bytes, start, end) => parseUnix(bytes, start, end, 1);
  const seen = new Set<string>();
  const steps = compileSteps(format, seen);
  for (const needed of ['year', 'month', 'day']) {
    if (!seen.has(needed)) throw invalidFormat(format, `it has no ${needed}`);
  }
  if (seen.has('half') !== seen.has('hour of 12')) throw invalidFormat(format, 'h and a go together');
  const parts = createParts();
  return (bytes, start, end) => {
    clearParts(parts);
    if (runSteps(steps, bytes, start, end, parts) !== end) return Number.NaN;
    if (parts.half >= 0) {
      if (parts.hour < 1 || parts.hour > 12) return Number.NaN;
      parts.hour = (parts.hour % 12) + parts.half;
    }
    return midnightOf(parts.year, parts.month, parts.day) + timeOfDay(parts);
  };
}

/** A text read in a format that may be compiled anew each time: for messages, options and tests. */
export function parseTimeText(format: string, text: string): number {
  const bytes = Buffer.from(text);
  return compileTimeFormat(format)(bytes, 0, bytes.length);
}

/** Instants that a Date can hold. */
const FARTHEST = 8.64e15;

function parseUnix(bytes: Uint8Array, start: number, end: number, scale: number): number {
  const instant = Math.floor(parseNumber(bytes, start, end) * scale);
  return Math.abs(instant) <= FARTHEST ? instant : Number.NaN;
}

function invalidFormat(format: string, because: string): UserError {
  return new UserError(`the time format ${shownValue(format)} cannot be used: ${because}`, {
    code: 'invalid-time-format',
    hint: HELP,
    details: { format },
  });
}

const TOKEN = /'((?:[^']|'')*)'|\[|\]|([A-Za-z])\2*|[^A-Za-z'[\]]+|'/g;

function compileSteps(format: string, seen: Set<string>): Step[] {
  const levels: Step[][] = [[]];
  for (const [text, literal, letter] of format.matchAll(TOKEN)) {
    const steps = levels[levels.length - 1];
    if (text === "'") throw invalidFormat(format, 'a quote is not closed');
    if (text === '[') levels.push([]);
    else if (text === ']') {
      const optional = levels.pop()!;
      if (levels.length === 0) throw invalidFormat(format, '"]" closes nothing');
      levels[levels.length - 1].push(optionalStep(optional));
    } else if (letter === undefined) {
      steps.push(literalStep(literal === undefined ? text : literal.replaceAll("''", "'") || "'"));
    } else {
      const token = tokenStep(text);
      if (token === undefined) throw invalidFormat(format, `${shownValue(text)} is no token`);
      if (seen.has(token.part)) throw invalidFormat(format, `it has the ${token.part} twice`);
      seen.add(token.part);
      steps.push(token.step);
    }
  }
  if (levels.length > 1) throw invalidFormat(format, '"[" is not closed');
  return levels[0];
}
