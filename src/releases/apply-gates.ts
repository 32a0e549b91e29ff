// A plan to release, once the gates of the environment have spoken.

import { UserError } from '../errors.ts';
import { gatesOf } from '../gates/read-gates.ts';
import type { GateVerdict } from '../gates/verdict.ts';
import { nearName } from '../project/near-name.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import type { PythonProject } from '../trainer/python/prepare-python.ts';
import { alteredModel, gatesFailed } from './gate-refusals.ts';
import type { Plan } from './plan-promotion.ts';
import type { PromotionReading } from './read-promotion.ts';

/** `--force-gate` and `--reason`. */
export type Force = { names: readonly string[]; reason: string };

export type Gated = { plan: Plan; gates: GateVerdict[] };

/**
 * Asks every gate where there is something to release; the plan becomes a refusal where one fails that is not forced.
 * Without gates nothing of them is loaded. Throws UserError `no-such-gate`, and what `allow` throws.
 */
export async function applyGates(
  plan: Plan,
  {
    reader,
    reading: { facts, environment, branch },
    force,
    repository,
    python,
    ...asked
  }: {
    reader: ObjectReader;
    reading: PromotionReading;
    force: Force | null;
    now: number;
    allow: () => Promise<void>;
    onOutput: (text: string) => void;
    repository: Repository;
    python: PythonProject;
  },
): Promise<Gated> {
  const { name } = facts.environment;
  const blob = environment.configurationBlob && (await reader.read(environment.configurationBlob));
  const gates = blob ? await gatesOf(blob.bytes.toString('utf8'), name) : {};
  requireNames(force, Object.keys(gates), name);
  if (plan.action !== 'release' || Object.keys(gates).length === 0) return { plan, gates: [] };
  const [{ judgeGates, readsMetrics }, { alteredRecord }] = await Promise.all([
    import('../gates/judge-gates.ts'),
    import('../gates/altered-record.ts'),
  ]);
  if (Object.values(gates).some(readsMetrics)) {
    const altered = await alteredRecord(reader, branch);
    if (altered !== null) return { plan: alteredModel(facts, altered), gates: [] };
  }
  const forced = force?.names ?? [];
  const scoring = { repository, python, environment: facts.environment };
  const { dataCommit } = facts.branch;
  const judged = { ...branch, name: facts.branch.name, dataCommit };
  const verdicts = await judgeGates(gates, {
    reader,
    branch: judged,
    tree: plan.tree,
    forced,
    scoring,
    ...asked,
  });
  const failed = verdicts.filter(verdict => !verdict.passed && !verdict.forced);
  return { plan: failed.length > 0 ? gatesFailed(facts, verdicts) : plan, gates: verdicts };
}

function requireNames(force: Force | null, names: readonly string[], environment: string): void {
  for (const wanted of force?.names ?? []) {
    if (names.includes(wanted)) continue;
    const near = nearName(wanted, names);
    throw new UserError(`${environment} has no gate "${wanted}"`, {
      code: 'no-such-gate',
      hint: near ? `did you mean "${near}"?` : `gates of ${environment}: ${names.join(', ') || 'none'}`,
      details: { gate: wanted, gates: names },
    });
  }
}
