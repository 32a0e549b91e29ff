// What the schema found wrong, in words: which key, what it is, what it may be, and the near name.

import type * as z from 'zod/mini';
import { nearName } from './near-name.ts';
import { keysAt } from './schema-keys.ts';
import { yamlText } from './yaml-text.ts';

export type Complaint = { path: PropertyKey[]; message: string; hint: string | null };

type Issue = z.core.$ZodIssue;

/** One issue of the schema as complaints; `value` is the whole of mv.yaml. */
export function explainIssue(issue: Issue, value: unknown): Complaint[] {
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, value);
  const found = valueAt(value, issue.path);
  if (found === undefined) {
    const hint = 'git-model help mv.yaml lists every key';
    return [{ path: issue.path.slice(0, -1), message: `"${nameOf(issue.path)}" is missing`, hint }];
  }
  if (issue.code === 'invalid_union' && !('options' in issue)) {
    // Of several shapes the one is meant that a value of this kind could have.
    const meant = issue.errors.filter(issues => couldMean(issues, found));
    if (meant.length === 1) return meant[0].flatMap(inner => explainIssue(below(issue, inner), value));
  }
  return [
    {
      path: issue.path,
      message: `"${nameOf(issue.path)}" cannot be ${shown(found)}: it must be ${expected(issue)}`,
      hint: hintFor(issue, found),
    },
  ];
}

function unknownKeys(issue: Extract<Issue, { code: 'unrecognized_keys' }>, value: unknown): Complaint[] {
  const known = keysAt(issue.path, value);
  const under = issue.path.length === 0 ? '' : ` under "${nameOf(issue.path)}"`;
  return issue.keys.map(unknown => {
    const near = nearName(unknown, known);
    const hint = near ? `did you mean "${near}"?` : `keys${under}: ${known.join(', ')}`;
    return { path: [...issue.path, unknown], message: `there is no key "${unknown}"${under}`, hint };
  });
}

function below(issue: Issue, inner: Issue): Issue {
  return { ...inner, path: [...issue.path, ...inner.path] };
}

/** Whether a value of this kind is what a shape with these issues is about. */
function couldMean(issues: readonly Issue[], found: unknown): boolean {
  const [first] = issues;
  if (first.path.length > 0 || first.code === 'unrecognized_keys') return true;
  if (first.code === 'invalid_type') return false;
  return first.code !== 'invalid_value' || typeof found === 'string';
}

function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? `of type ${issue.expected}`;
    case 'too_small':
      if (issue.origin === 'array') return `a list of at least ${issue.minimum}`;
      if (issue.origin === 'string') return 'a text that is not empty';
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'invalid_value':
      return quoted(issue.values);
    case 'invalid_union':
      if ('options' in issue) return quoted(issue.options as unknown[]);
      return [...new Set(issue.errors.map(([first]) => expected(first)))].join(', or ');
    default:
      return 'something else';
  }
}

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list, such as [a, b]',
  object: 'keys with values',
  record: 'keys with values',
};

function hintFor(issue: Issue, found: unknown): string | null {
  const near = typeof found === 'string' ? nearName(found, textsOf(issue)) : null;
  if (near !== null) return `did you mean "${near}"?`;
  const [section, group, column] = issue.path.map(String);
  if (section === 'features' && group === 'columns' && column !== undefined) {
    return 'a column is numeric, categorical, or {type: time, format: dd-MM-yyyy}';
  }
  if (issue.code !== 'invalid_type') return null;
  if (found === null && issue.expected === 'object') return 'write keys under it, or take the line out';
  if (issue.expected === 'string')
    return `to mean a text, put it in quotes${isShort(found) ? `: "${found}"` : ''}`;
  if (issue.expected === 'array' && typeof found === 'string') return `write [${yamlText(found)}]`;
  const wantsNumber = issue.expected === 'number' || (issue.expected as string) === 'int';
  if (wantsNumber && typeof found === 'string' && found.trim() !== '' && Number.isFinite(Number(found))) {
    return `take the quotes away: ${found}`;
  }
  return null;
}

const isShort = (found: unknown) => typeof found === 'number' || typeof found === 'boolean';

/** The texts that would have been right. */
function textsOf(issue: Issue): string[] {
  const values =
    issue.code === 'invalid_value'
      ? (issue.values as readonly unknown[])
      : issue.code === 'invalid_union' && 'options' in issue
        ? (issue.options as unknown[])
        : [];
  return values.filter(value => typeof value === 'string');
}

/** `quoted([1, 2, 3])` is `1, 2 or 3`. */
function quoted(values: readonly unknown[]): string {
  const texts = values.map(value => JSON.stringify(value));
  return [texts.slice(0, -1).join(', '), ...texts.slice(-1)].filter(text => text !== '').join(' or ');
}

/** `features.exclude` of `features.exclude.2`: a person counts no entries, the line says which. */
export function nameOf(path: readonly PropertyKey[]): string {
  return path
    .filter(key => typeof key !== 'number')
    .map(String)
    .join('.');
}

export function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function shown(value: unknown): string {
  if (value instanceof Uint8Array) return 'binary data';
  return shorten(typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value)));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  );
}
