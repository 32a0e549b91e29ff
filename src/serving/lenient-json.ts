// JSON of clients in Python: their writers put NaN where a value is missing, which JSON does not know.

import { isUtf8 } from 'node:buffer';
import { badRequest } from './rejection.ts';

/** A text, or a word that is no JSON: texts are stepped over, so that a category named NaN stays one. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/** The value of a body; NaN in it is null, which is missing. Throws Rejection where it is no JSON. */
export function parseLenientJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw badRequest('the body is not UTF-8');
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    if (text.includes('NaN')) {
      try {
        return JSON.parse(text.replace(TOKENS, word => (word === 'NaN' ? 'null' : word)));
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
