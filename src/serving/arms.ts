// Which branches are served and how the traffic is shared, from words or from mv.yaml.

import { UserError } from '../errors.ts';
import type { Experiment } from '../project/experiments-schema.ts';
import { nearName } from '../project/near-name.ts';
import type { Weighted } from './assignment.ts';

/** The first is the baseline. */
export type Arms = [Weighted, ...Weighted[]];

const usage = (message: string, hint: string) => new UserError(message, { code: 'usage', hint });

/**
 * `prod=90 b=10`; without weights all have the same. Throws UserError `usage`.
 *
 * @example parseArms(['prod=90', 'feature-x=10'])
 * // [{ branch: 'prod', weight: 90 }, { branch: 'feature-x', weight: 10 }]
 */
export function parseArms(words: readonly string[]): Arms {
  const arms = words.map(word => {
    const found = /^(.+)=([^=]*)$/s.exec(word);
    return found ? { branch: found[1], weight: weightOf(found[2], word) } : { branch: word, weight: null };
  });
  const without = arms.find(({ weight }) => weight === null);
  if (without && arms.some(({ weight }) => weight !== null)) {
    throw usage(`"${without.branch}" has no weight, and others have`, `${without.branch}=10`);
  }
  return checkedArms(arms.map(({ branch, weight }) => ({ branch, weight: weight ?? 1 })));
}

/** Those of an experiment in mv.yaml. Throws UserError `usage` where it has none that can be met. */
export function armsOf({ arms }: Experiment): Arms {
  return checkedArms(Object.entries(arms).map(([branch, weight]) => ({ branch, weight })));
}

function checkedArms(arms: readonly Weighted[]): Arms {
  const twice = arms.find(({ branch }, at) => arms.findIndex(other => other.branch === branch) < at);
  if (twice) throw usage(`"${twice.branch}" is named twice`, 'give each branch one weight');
  if (!arms.some(({ weight }) => weight > 0)) {
    throw usage('no branch has a weight above 0', 'git-model serve prod=90 feature-x=10');
  }
  return arms as Arms;
}

function weightOf(text: string, word: string): number {
  const weight = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(weight) && weight <= 1e9) return weight;
  throw usage(
    `"${word}" has no weight after "="`,
    'a number such as 90, or 0 for a branch that is only asked by name',
  );
}

/** Throws UserError `experiment-not-found`. */
export function experimentNamed(experiments: Readonly<Record<string, Experiment>>, id: string): Experiment {
  if (Object.hasOwn(experiments, id)) return experiments[id];
  const names = Object.keys(experiments);
  const near = nearName(id, names);
  throw new UserError(`mv.yaml of the environment has no experiment "${id}"`, {
    code: 'experiment-not-found',
    hint: near
      ? `did you mean "${near}"?`
      : `experiments there: ${names.join(', ') || 'none'}; or name the branches: git-model serve prod=90 feature-x=10 --experiment ${id}`,
    details: { experiment: id },
  });
}
