// A promotion that is decided: its gates are asked, and it is written, or refused with its decision.

import { Moved, Refusal } from '../errors.ts';
import type { GateVerdict } from '../gates/verdict.ts';
import { applyGates, type Force } from '../releases/apply-gates.ts';
import { followersOf } from '../releases/follow.ts';
import { releaseMessage } from '../releases/message.ts';
import { type Plan, staleAfterMerge } from '../releases/plan-promotion.ts';
import type { PromotionReading } from '../releases/read-promotion.ts';
import { scoresBefore } from '../releases/scores-before.ts';
import { writeRelease } from '../releases/write-release.ts';
import type { Branch } from '../repository/branches/refs.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import type { Context, Result } from './command.ts';
import { type PromotionDocument, renderPromotion } from './render-promotion.ts';
import { requireTrust } from './trust.ts';
import { watcherOf } from './watcher.ts';

/** What every step of one call shares. */
export type Call = {
  context: Context;
  repository: Repository;
  reader: ObjectReader;
  branches: readonly Branch[];
  sign: boolean;
  as: string | null;
  dryRun: boolean;
  force: Force | null;
};

/** Throws Refusal or Moved where the plan, or a gate, says no. */
export async function carryOut(
  call: Call,
  reading: PromotionReading,
  decided: Plan,
  kind: 'promotion' | 'retrain',
): Promise<Result> {
  const { plan, gates } = await askGates(call, reading, decided);
  const document = documentOf(call, reading, plan, gates);
  if (plan.action === 'refuse') {
    const { environment, branch, before, as, stale } = document;
    const options = {
      code: plan.code,
      hint: plan.hint,
      details: { environment, branch, before, as, files: plan.files, keys: plan.keys },
      decision: { plan, gates, stale },
    };
    throw plan.kind === 'conflict' ? new Moved(plan.message, options) : new Refusal(plan.message, options);
  }
  if (plan.action === 'release') {
    document.after = await withDecision(document, () => release(call, reading, plan, { kind, gates }));
  }
  return { document, text: () => renderPromotion(call.context, document, reading, call.dryRun) };
}

/** Also of a plan that releases nothing yet: what is wrong with `--force-gate` is known before any work. */
export function askGates(
  { context, repository, reader, force }: Call,
  reading: PromotionReading,
  plan: Plan,
) {
  const { agree, say } = watcherOf(context);
  return applyGates(plan, {
    repository,
    python: { ...repository, environment: process.env, agree, say },
    reader,
    reading,
    force,
    now: context.epoch ?? Date.now() / 1000,
    allow: () => requireTrust(context, repository.directory),
    onOutput: text => context.say(text.replace(/\n$/, '')),
  });
}

export function documentOf(
  { as }: Call,
  { facts }: PromotionReading,
  plan: Plan,
  gates: GateVerdict[] = [],
): PromotionDocument {
  return {
    environment: facts.environment.name,
    branch: facts.branch.name,
    before: facts.environment.commit,
    after: plan.action === 'nothing' ? facts.environment.commit : null,
    release: plan.action === 'release' ? plan.release : null,
    plan,
    gates,
    stale: staleAfterMerge(facts),
    as,
  };
}

/** A refusal carries its decision, also where the decision was to go ahead and something was in the way. */
export async function withDecision<T>(
  { plan, gates, stale }: PromotionDocument,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Moved)) throw error;
    const { message, code, hint, details } = error;
    throw new Moved(message, { code, hint, details, decision: { plan, gates, stale }, cause: error });
  }
}

/** A pull request moves no environment: nothing follows it. */
export async function followers({ repository, as }: Call, { facts }: PromotionReading, tree: string) {
  if (as !== null) return [];
  const { environment, branch } = facts;
  return followersOf(repository, {
    branch: environment.name,
    from: environment.commit,
    to: tree,
    dataCommit: branch.dataCommit,
  });
}

/** Gives the commit; null in a dry run, which asks all the same questions: it must exit as the real run would. */
async function release(
  call: Call,
  reading: PromotionReading,
  plan: Extract<Plan, { action: 'release' }>,
  { kind, gates }: { kind: 'promotion' | 'retrain'; gates: readonly GateVerdict[] },
): Promise<string | null> {
  const { context, repository, sign, as, dryRun, force } = call;
  const { facts, branch, environment } = reading;
  const following = await followers(call, reading, plan.tree);
  if (dryRun) return null;
  return writeRelease({
    repository,
    environment: facts.environment,
    tree: plan.tree,
    parents: plan.parents,
    message: releaseMessage({
      kind,
      environment: facts.environment.name,
      release: plan.release,
      branch: { name: facts.branch.name, commit: facts.branch.commit },
      before: scoresBefore(environment, branch),
      metrics: branch.metrics,
      dataCommit: branch.dataCommit,
      stale: plan.recordedStale,
      staleReasons: plan.reasons,
      restores: null,
      gates: { verdicts: gates, reason: force?.reason ?? null },
    }),
    epoch: context.epoch,
    sign,
    unmoved: [facts.branch],
    as,
    followers: following,
    reason: `git-model promote: ${facts.branch.name}`,
  });
}
