// `model.trees=200`: the key taken apart, the value read.

import { parseDocument } from 'yaml';
import { UserError } from '../errors.ts';

export type Assignment = {
  /** As it was written. */
  written: string;
  path: string[];
  value: unknown;
};

/** One part of a key: in quotes where it holds a point, an equals sign or a quote. */
const PART = /(?:"((?:[^"\\]|\\.)*)"|([^".=]+))(\.|=)/y;

/**
 * Parts of the key stand between points; a column whose name holds one is found among `columns`, or stands in quotes:
 * `features.columns."a.b"=numeric`. The value is YAML: `200`, `true`, `[a, b]`, `null`, text.
 * Throws UserError `invalid-set`.
 */
export function parseAssignment(written: string, columns: readonly string[]): Assignment {
  const inside = 'features.columns.';
  const rest = written.startsWith(inside) ? written.slice(inside.length) : null;
  // Of "a" and "a.b" the longer name is meant.
  const named = columns
    .filter(name => rest?.startsWith(`${name}=`) || rest?.startsWith(`${name}.`))
    .sort((one, other) => other.length - one.length)[0];
  const path = named === undefined ? [] : ['features', 'columns', named];
  PART.lastIndex = named === undefined ? 0 : inside.length + named.length + 1;
  let end = named === undefined ? '.' : written[PART.lastIndex - 1];
  while (end === '.') {
    const part = PART.exec(written);
    if (part === null) throw malformed(written);
    path.push(part[1] === undefined ? part[2] : unquote(part[1], written));
    end = part[3];
    if (end === '=') return { written, path, value: readValue(written, written.slice(PART.lastIndex)) };
  }
  return { written, path, value: readValue(written, written.slice(PART.lastIndex)) };
}

function unquote(text: string, written: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    throw malformed(written);
  }
}

function malformed(written: string): UserError {
  return new UserError(`--set ${written}: a key, "=" and a value are expected`, {
    code: 'invalid-set',
    hint: 'for example --set model.trees=200',
  });
}

function readValue(written: string, text: string): unknown {
  const document = parseDocument(text, { logLevel: 'error' });
  try {
    if (document.errors.length + document.warnings.length === 0) return document.toJS({ maxAliasCount: 0 });
  } catch {
    // An alias: said below.
  }
  throw new UserError(`--set ${written}: the value is not YAML`, {
    code: 'invalid-set',
    hint: 'put text with special characters in quotes: --set \'problem.target="a: b"\'',
  });
}
