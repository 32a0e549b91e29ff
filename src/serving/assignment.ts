// Which arm a unit meets: weighted rendezvous hashing. Nothing is kept, so that restarts and replicas agree.

import { hash } from 'node:crypto';

export type Weighted = {
  /** What it is hashed by: the branch, never its commit, or each promotion would shuffle everybody anew. */
  branch: string;
  /** In any unit; 0 meets nobody. */
  weight: number;
};

/**
 * The arm with the largest -w / ln u, where u is drawn from the hash of experiment, branch and unit (weighted rendezvous
 * hashing: Thaler and Ravishankar 1998, with the weights of Schindelhauer and Schomaker 2005). An arm is met with a
 * probability in proportion to its weight; where one weight grows, or several by the same factor, units move to these
 * arms alone, and no more than must.
 * Ties, and arms of weight 0 only, go to the first.
 *
 * @example assignArm('checkout', 'user-1', [{ branch: 'prod', weight: 90 }, { branch: 'b', weight: 10 }]) // the arm of prod
 */
export function assignArm<Arm extends Weighted>(
  experiment: string,
  unit: string,
  arms: readonly [Arm, ...Arm[]],
): Arm {
  let best = arms[0];
  if (arms.length === 1) return best;
  let most = Number.NEGATIVE_INFINITY;
  for (const arm of arms) {
    if (arm.weight <= 0) continue;
    const score = -arm.weight / Math.log(uniformOf(experiment, arm.branch, unit));
    if (score > most) {
      best = arm;
      most = score;
    }
  }
  return best;
}

/**
 * A number above 0 and below 1: the first 52 bits of SHA-256 over experiment, branch and unit (UTF-8, a zero byte
 * between them), plus a half, over 2^52.
 *
 * @example uniformOf('checkout', 'prod', 'user-1') // 0.5513420542298254
 */
export function uniformOf(experiment: string, branch: string, unit: string): number {
  const digest = hash('sha256', `${experiment}\0${branch}\0${unit}`);
  return (Number.parseInt(digest.slice(0, 13), 16) + 0.5) / 2 ** 52;
}
