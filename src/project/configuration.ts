// mv.yaml as a value: read, checked against the schema, every complaint with its line and the near name.

import { LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod/mini';
import { UserError } from '../errors.ts';
import { CONFIGURATION } from './layout.ts';
import { lineOfKey } from './line-of-key.ts';
import { nearName } from './near-name.ts';
import { type Configuration, configurationSchema } from './schema.ts';
import { keysAt } from './schema-keys.ts';

/**
 * Reads the text of mv.yaml. `where` stands before every complaint (`mv.yaml of prod`).
 * Throws UserError `invalid-configuration`; details hold every problem, the message the first.
 */
export function parseConfiguration(text: string, where: string = CONFIGURATION): Configuration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken) {
    const { line } = lines.linePos(broken.pos[0]);
    throw invalid([{ where, line, message: `this is not YAML: ${broken.message}`, hint: null }]);
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  const result = configurationSchema.safeParse(value);
  const complaints = result.success
    ? contradictions(result.data)
    : result.error.issues.flatMap(issue => explain(issue, value));
  if (result.success && complaints.length === 0) return result.data;
  throw invalid(
    complaints.map(({ path, message, hint }) => ({
      where,
      line: lineOfKey(document, lines, path),
      message,
      hint,
    })),
  );
}

type Problem = { where: string; line: number | null; message: string; hint: string | null };

function invalid(problems: Problem[]): UserError {
  const [first] = problems;
  const place = first.line === null ? first.where : `${first.where}, line ${first.line}`;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new UserError(`${place}: ${first.message}${more}`, {
    code: 'invalid-configuration',
    hint: first.hint,
    details: { problems },
  });
}

type Complaint = { path: PropertyKey[]; message: string; hint: string | null };

function explain(issue: z.core.$ZodIssue, value: unknown): Complaint[] {
  const key = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(issue.path, value);
    const under = key === '' ? '' : ` under "${key}"`;
    return issue.keys.map(unknown => {
      const near = nearName(unknown, known);
      const hint = near ? `did you mean "${near}"?` : `possible${under || ' here'}: ${known.join(', ')}`;
      return { path: [...issue.path, unknown], message: `there is no key "${unknown}"${under}`, hint };
    });
  }
  if (valueAt(value, issue.path) === undefined) {
    return [{ path: issue.path.slice(0, -1), message: `"${key}" is missing`, hint: null }];
  }
  const found = shorten(JSON.stringify(valueAt(value, issue.path)));
  return [{ path: issue.path, message: `"${key}" cannot be ${found}: ${expectation(issue)}`, hint: null }];
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `it must be of type ${issue.expected === 'int' ? 'whole number' : issue.expected}`;
    case 'too_small':
      return `it must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `it must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'invalid_value':
      return `it must be ${issue.values.map(value => JSON.stringify(value)).join(' or ')}`;
    case 'invalid_union': {
      if ('options' in issue)
        return `it must be ${(issue.options as unknown[]).map(value => JSON.stringify(value)).join(' or ')}`;
      return [...new Set(issue.errors.map(([first]) => expectation(first)))].join(', or ');
    }
    default:
      return 'that is not what is expected here';
  }
}

/** What the schema cannot say because it takes two keys to see it. */
function contradictions({ problem, features, environments }: Configuration): Complaint[] {
  const complaints: Complaint[] = [];
  const columns = Object.keys(features.columns);
  const missing = (name: string, path: PropertyKey[]) => {
    if (columns.includes(name)) return;
    const near = nearName(name, columns);
    complaints.push({
      path,
      message: `"${path.map(String).join('.')}" names a column "${name}" that is not under "features.columns"`,
      hint: near ? `did you mean "${near}"?` : `columns: ${shorten(columns.join(', '))}`,
    });
  };
  missing(problem.target, ['problem', 'target']);
  if (problem.time !== undefined) {
    missing(problem.time, ['problem', 'time']);
    const declared = features.columns[problem.time];
    if (declared !== undefined && typeof declared === 'string') {
      complaints.push({
        path: ['problem', 'time'],
        message: `"problem.time" names "${problem.time}", which is ${declared} and not a time`,
        hint: `write: ${problem.time}: { type: time, format: yyyy-MM-dd }`,
      });
    }
  }
  for (const [index, name] of features.exclude.entries()) missing(name, ['features', 'exclude', index]);
  if (features.exclude.includes(problem.target)) {
    complaints.push({
      path: ['features', 'exclude'],
      message: `the target "${problem.target}" is excluded`,
      hint: null,
    });
  }
  const nested = environments.find(name => environments.some(other => other.startsWith(`${name}/`)));
  if (nested !== undefined) {
    complaints.push({
      path: ['environments'],
      message: `"${nested}" and a name below it cannot both be branches: Git keeps refs as files and folders`,
      hint: `rename one, for example "${nested}" to "${nested}-main"`,
    });
  }
  return complaints;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  );
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
