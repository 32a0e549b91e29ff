// The text of mv.yaml that tests begin with. Line numbers of the tests count on it.

import { UserError } from '../../src/errors.ts';
import { parseConfiguration } from '../../src/project/configuration.ts';
import type { Problem } from '../../src/project/invalid-configuration.ts';

export const MV_YAML = `name: bikes
problem:
  task: regression
  target: cnt
features:
  columns:
    temp: numeric
    day: {type: time, format: iso}
    cnt: numeric
model:
  kind: random-forest
`;

/** What is said of a text: line, message and hint, in the order of the file; none where it is right. */
export function problemsOf(text: string): [line: number | null, message: string, hint: string | null][] {
  try {
    parseConfiguration(text);
    return [];
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'invalid-configuration') throw error;
    const problems = error.details['problems'] as Problem[];
    return problems.map(({ line, message, hint }) => [line, message, hint]);
  }
}

/** The one thing that is wrong with a text. */
export function problemOf(text: string): [line: number | null, message: string, hint: string | null] {
  const problems = problemsOf(text);
  if (problems.length !== 1) throw new Error(`${problems.length} problems: ${JSON.stringify(problems)}`);
  return problems[0];
}
