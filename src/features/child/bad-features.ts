// What features() must not return, and what to do instead.

import { FeatureProblem } from './problem.ts';

/** The object of features, or a problem where features() returned something else. */
export function featuresOf(result: unknown): Record<string, unknown> {
  if (typeof result === 'object' && result !== null) {
    if (result instanceof Promise) {
      // Nobody waits for it: without this its failure would end the process.
      result.catch(() => {});
      throw new FeatureProblem({
        code: 'features-async',
        message:
          'src/features.js: features() returned a promise, but it is called once a row and not waited for',
        hint: 'Drop async from features(); load what it needs at the top of the file, where await works.',
      });
    }
    const isCollection =
      Array.isArray(result) || ArrayBuffer.isView(result) || result instanceof Map || result instanceof Set;
    if (!isCollection && !(result instanceof Date)) return result as Record<string, unknown>;
  }
  throw new FeatureProblem({
    code: 'features-invalid',
    message: `src/features.js: features() returned ${kindOf(result)}, not an object of features`,
    hint: 'Return { name: value, … }, for instance { ...row, feels_colder: row.atemp - row.temp }.',
  });
}

/** A value that is not missing and the row, of the whole table, that it came from. */
type Seen = { value: unknown; row: number };

/** Numbers in one row and text in another: no model can order them. */
export function mixedKinds({
  name,
  first,
  second,
}: {
  name: string;
  first: Seen;
  second: Seen;
}): FeatureProblem {
  return new FeatureProblem({
    code: 'features-invalid',
    message:
      `src/features.js: feature "${name}" is ${kindOf(first.value)} in one row ` +
      `and ${kindOf(second.value)} in another`,
    hint: 'Make it one kind: Number(…) or String(…), and null where it is missing.',
    // The row at hand is added by whoever called.
    rows: [first.row],
    details: { feature: name, rows: [first.row, second.row] },
  });
}

/** A value that is no number, text, true or false. */
export function badValue(feature: string, value: unknown): FeatureProblem {
  return new FeatureProblem({
    code: 'features-invalid',
    message: `src/features.js: feature "${feature}" is ${kindOf(value)}, which no model can learn from`,
    hint: remedyFor(value),
    details: { feature },
  });
}

function remedyFor(value: unknown): string {
  if (typeof value === 'number') return 'Return null where there is no value; look for a division by 0.';
  if (value instanceof Date) {
    return 'Return a number or a text of it, such as date.getUTCHours(), or declare calendar features in mv.yaml.';
  }
  if (typeof value === 'bigint') return 'Return Number(value).';
  return 'A feature is a number, a text, true or false, or null where it is missing.';
}

/** A value's kind and, where it is short, the value: `the number 3`, `the text "a"`, `a Date`. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'undefined (is a return missing?)';
  if (value === null) return 'null';
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (typeof value === 'number') return Number.isFinite(value) ? `the number ${value}` : String(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return 'an array';
  const name = Object.prototype.toString.call(value).slice(8, -1);
  return name === 'Object' ? 'an object' : `a ${name}`;
}
