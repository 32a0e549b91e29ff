import type { Branch } from '../repository/branches/refs.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { newestDecision } from '../watching/known-verdicts.ts';
import { monitorBranch } from '../watching/monitor-branch.ts';
import type { Context } from './command.ts';
import { requireTrust } from './trust.ts';
import { watcherOf } from './watcher.ts';

/** Drift and decay of a branch as its newest window shows; where there is no window, as was last recorded; else null. */
export async function verdictsOf({
  context,
  repository,
  reader,
  branch: { branch: name, commit },
  branches,
}: {
  context: Context;
  repository: Repository;
  reader: ObjectReader;
  branch: { branch: string; commit: string };
  branches: readonly Branch[];
}): Promise<{ drift: string; decay: string } | null> {
  const { agree, say } = watcherOf(context);
  const { window, judged } = await monitorBranch({
    ...{ repository, reader, branches },
    branch: { name, commit },
    file: null,
    python: { ...repository, environment: process.env, agree, say },
    onOutput: text => context.say(text.replace(/\n$/, '')),
    beforeCode: () => requireTrust(context, repository.directory),
    now: context.epoch === null ? Date.now() : context.epoch * 1000,
  });
  if (window.rows > 0) return { drift: judged.drift.verdict, decay: judged.performance.verdict };
  const known = await newestDecision(reader, commit);
  return known && { drift: known['drift'], decay: known['decay'] };
}
