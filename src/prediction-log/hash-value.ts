// A value that is recognised and not known: a keyed hash, by a key that never leaves the clone.

import { createHmac } from 'node:crypto';

/** The hash of a value of a column; the same for the same three: `hmac:0f8e…`, 64 bits of HMAC-SHA-256. */
export type HashValue = (column: string, text: string) => string;

const DIGITS = 16;

/** Column and value are told apart by a NUL, which no name of a column holds. */
export function hashWith(key: Uint8Array): HashValue {
  return (column, text) => {
    const digest = createHmac('sha256', key).update(`${column}\0${text}`).digest('hex');
    return `hmac:${digest.slice(0, DIGITS)}`;
  };
}
