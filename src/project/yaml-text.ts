// Values as YAML writes them on one line: nothing reflowed, quoted only where it must be.

import { stringify } from 'yaml';

/** Words that YAML 1.1, which Python reads, takes for true and false. */
const BOOLEANS = /^(yes|no|on|off)$/i;

/** What JSON leaves as it is and YAML has no place for. */
const UNPRINTABLE = /[\u007f-\u009f\ufeff\ufffe\uffff\u2028\u2029]/g;

/**
 * A text, right as a key, as a value, and inside brackets.
 *
 * @example yamlText('a: b') // '"a: b"'
 */
export function yamlText(text: string): string {
  const plain = stringify(text, { lineWidth: 0 }).trimEnd();
  // What is plain on a line of its own may still end a list or a key; and a date is text here.
  const isPlain = plain === text && /^[A-Za-z_][A-Za-z0-9_ ./*-]*$/.test(plain) && !BOOLEANS.test(plain);
  return isPlain ? plain : JSON.stringify(text).replace(UNPRINTABLE, escaped);
}

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Any value that JSON has, on one line.
 *
 * @example yamlValue({ kind: 'random-forest', trees: 5 }) // '{kind: random-forest, trees: 5}'
 */
export function yamlValue(value: unknown): string {
  if (typeof value === 'string') return yamlText(value);
  if (Array.isArray(value)) return `[${value.map(yamlValue).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    const pairs = Object.entries(value).map(([key, inner]) => `${yamlText(key)}: ${yamlValue(inner)}`);
    return `{${pairs.join(', ')}}`;
  }
  return stringify(value).trimEnd();
}
