// Which names a branch may bear, decided before anything happens.

import { UserError } from '../../errors.ts';
import { git } from '../git/git.ts';

/**
 * Throws UserError `invalid-branch-name` unless Git would take `name` as a branch.
 * The obvious evils (a leading `-`, `..`, control characters) are refused without asking Git, since some would be read
 * as options on the way.
 */
export async function requireBranchName(directory: string, name: string): Promise<void> {
  const refuse = (why: string) =>
    new UserError(`${JSON.stringify(name)} cannot be the name of a branch: ${why}`, {
      code: 'invalid-branch-name',
      hint: 'letters, digits, "-", "_", "." and "/" are safe: for example feature-x, or client-a/prod',
      details: { name },
    });
  if (name === '') throw refuse('it is empty');
  if (name.startsWith('-')) throw refuse('it begins with "-"');
  if (name.includes('..')) throw refuse('it holds ".."');
  if (/[\u0000-\u001f\u007f]/.test(name)) throw refuse('it holds a control character');
  if (name === 'HEAD' || name === '@' || name.startsWith('@{'))
    throw refuse('Git keeps that word for itself');
  if (Buffer.byteLength(name) > 200)
    throw refuse('it is longer than 200 bytes, which file systems do not hold as a ref');
  const { exitCode } = await git(['check-ref-format', `refs/heads/${name}`], {
    directory,
    answers: [1, 128, 129],
  });
  if (exitCode !== 0) throw refuse('git check-ref-format rejects it');
}

/**
 * Git cannot hold `prod` and `prod/client-a` together. Throws UserError `nested-branch-name` where `name` nests with
 * one of `existing`.
 */
export function requireNoNesting(name: string, existing: readonly string[]): void {
  const clash = existing.find(other => other.startsWith(`${name}/`) || name.startsWith(`${other}/`));
  if (clash === undefined) return;
  throw new UserError(
    `a branch "${name}" cannot stand beside the branch "${clash}": Git keeps refs as files and folders`,
    {
      code: 'nested-branch-name',
      hint: `choose a name in which neither is the folder of the other, such as "${name.replaceAll('/', '-')}"`,
      details: { name, existing: clash },
    },
  );
}
