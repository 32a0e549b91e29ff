// What `promote` was asked for, checked as far as the words alone go.

import { UserError } from '../errors.ts';
import type { Force } from '../releases/apply-gates.ts';
import type { Choice } from '../releases/promotion-facts.ts';
import { requireBranchName, requireNoNesting } from '../repository/branches/branch-names.ts';
import type { Branch } from '../repository/branches/refs.ts';
import type { Repository } from '../repository/repository.ts';
import { type Arguments, listOf, textOf } from './command.ts';

/** Throws UserError `usage` where two were chosen. */
export function choiceOf({ options }: Arguments): Choice {
  const chosen = (['retrain', 'take-code', 'allow-stale'] as const).filter(name => options[name] === true);
  if (chosen.length > 1) {
    throw new UserError(`--${chosen[0]} and --${chosen[1]} exclude each other`, {
      code: 'usage',
      hint: 'choose one',
    });
  }
  return chosen[0] ?? 'refuse-stale';
}

/** Gates that may fail, and why; null where none may. Throws UserError `usage` for one without the other. */
export function forceOf({ options }: Arguments): Force | null {
  const names = listOf(options['force-gate']).flatMap(text => text.split(',').map(name => name.trim()));
  const reason = textOf(options['reason'])?.replace(/\s+/g, ' ').trim();
  if (names.length === 0 && reason === undefined) return null;
  if (names.length > 0 && reason) return { names, reason };
  const [given, lacking] = names.length > 0 ? ['force-gate', 'reason'] : ['reason', 'force-gate'];
  throw new UserError(`--${given} needs --${lacking}: who forces a gate says why, in the commit`, {
    code: 'usage',
    hint: 'add --force-gate <name> --reason <text>',
  });
}

/** Throws UserError `branch-exists`, and what is wrong with the name itself. */
export async function requireNewBranch(
  { directory }: Repository,
  {
    branches,
    environments,
    name,
  }: { branches: readonly Branch[]; environments: readonly string[]; name: string },
): Promise<void> {
  await requireBranchName(directory, name);
  const names = branches.map(branch => branch.name);
  if (names.includes(name) || environments.includes(name)) {
    const what = environments.includes(name) ? 'an environment' : 'a branch';
    throw new UserError(`--as: "${name}" is ${what} already`, {
      code: 'branch-exists',
      hint: 'choose the name of a branch that is not there yet',
      details: { branch: name },
    });
  }
  requireNoNesting(name, names);
}
