// The error for an mv.yaml that cannot be used: every problem with its line, the first of them in the message.

import { UserError } from '../errors.ts';

export type Problem = {
  /** What file, of which branch: `mv.yaml of prod`. */
  where: string;
  /** From 1; null where the whole file is meant. */
  line: number | null;
  message: string;
  hint: string | null;
};

/** UserError `invalid-configuration`; `details.problems` are all of them in the order of the file. */
export function invalidConfiguration(problems: readonly Problem[]): UserError {
  const ordered = [...problems].sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
  const [first] = ordered;
  const place = first.line === null ? first.where : `${first.where}, line ${first.line}`;
  const more = ordered.length > 1 ? ` (and ${ordered.length - 1} more)` : '';
  return new UserError(`${place}: ${first.message}${more}`, {
    code: 'invalid-configuration',
    hint: first.hint,
    details: { problems: ordered },
  });
}
