// JSON of clients in Python: their writers put NaN where a value is missing, which JSON does not know.

import { isUtf8 } from 'node:buffer';
import { badRequest } from './rejection.ts';

/** The value of a body; NaN in it is null, which is missing. Throws Rejection where it is no JSON, or too intricate. */
export function parseLenientJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw badRequest('the body is not UTF-8');
  if (body.length > LIGHT) requireModest(body);
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    if (text.includes('NaN')) {
      try {
        return JSON.parse(withoutNaN(text));
      } catch {
        // What is said of the body as it came is nearer to what its sender knows.
      }
    }
    throw badRequest(text === '' ? 'the body is empty' : `the body is no JSON: ${placeIn(error as Error)}`);
  }
}

/** Of the engine's message only the place: it quotes what may be megabytes. */
function placeIn({ message }: Error): string {
  const at = /at position (\d+)/.exec(message);
  return at ? `see position ${at[1]}` : 'it ends too soon';
}

/** Throws Rejection where `value` is no object. */
export function objectIn(value: unknown, what = 'the body'): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw badRequest(`${what} is no JSON object`);
}

const [QUOTE, BACKSLASH, CAPITAL_N, LIST, LIST_END, OBJECT, OBJECT_END] = [...'"\\N[]{}'].map(character =>
  character.charCodeAt(0),
);

/** Texts are stepped over, so that a category named NaN stays one. One pass: a pattern that goes back would take hours. */
function withoutNaN(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      for (at++; at < text.length && text.charCodeAt(at) !== QUOTE; at++) {
        if (text.charCodeAt(at) === BACKSLASH) at++;
      }
    } else if (code === CAPITAL_N && text.startsWith('NaN', at)) {
      parts.push(text.slice(from, at), 'null');
      from = at + 3;
      at += 2;
    }
  }
  return parts.join('') + text.slice(from);
}

/** Bytes of a body that the engine reads in a moment, whatever is in it. */
const LIGHT = 2 ** 18;
const DEEPEST = 64;
const MOST_LISTS = 2_000_000;

/**
 * Lists and objects cost the engine far more than their bytes: 16 MiB of them 5 s and a GiB. Counted before it is asked;
 * no table that we take has as many. Throws Rejection.
 */
function requireModest(body: Buffer): void {
  let [depth, lists] = [0, 0];
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) {
      for (at++; at < body.length && body[at] !== QUOTE; at++) if (body[at] === BACKSLASH) at++;
    } else if (byte === LIST || byte === OBJECT) {
      lists++;
      if (++depth > DEEPEST) throw badRequest(`the body has more than ${DEEPEST} lists within each other`);
      if (lists > MOST_LISTS) throw badRequest(`the body has more than ${MOST_LISTS} lists and objects`);
    } else if (byte === LIST_END || byte === OBJECT_END) depth--;
  }
}
