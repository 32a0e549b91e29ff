// What is wrong with a row of a file, and where.

import { placeText } from '../data/place.ts';
import type { UserError } from '../errors.ts';

export type Fault = {
  file: string;
  /** The header is line 1; null where the whole file is wrong. */
  line: number | null;
  /** Null where the whole row is wrong. */
  column: string | null;
  reason: string;
};

/** The error of a reader as a fault: its message without the place, which stands beside it. */
export function faultOf(error: UserError, file: string): Fault {
  const { line, column } = error.details as { line?: number; column?: string };
  const { message } = error;
  const places = [placeText({ file, line, column }), placeText({ file, line }), placeText({ file })];
  const place = places.find(text => message.startsWith(text)) ?? '';
  return {
    file,
    line: line ?? null,
    column: column ?? null,
    reason: message.slice(place.length).replace(/^[:,]? /, ''),
  };
}

/** `hour.csv, line 17, column "hum": "abc" is not a number` */
export function faultText({ file, line, column, reason }: Fault): string {
  return `${placeText({ file, line: line ?? undefined, column: column ?? undefined })}: ${reason}`;
}
