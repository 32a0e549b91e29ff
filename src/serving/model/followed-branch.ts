// A branch that is served, and goes on being served as it moves: the new model is made ready beside the old one, takes
// its place between two requests, and the old one ends once what it was asked is answered.

import { setImmediate as turn } from 'node:timers/promises';
import type { CommittedModel } from '../../prediction/committed-model.ts';
import { canonicalJson } from '../../provenance/canonical-json.ts';
import type { ServedModel } from './open-served-model.ts';

export type FollowEvents = {
  /** The new model answers from now on. */
  reloaded(change: { branch: string; from: string; to: string; seconds: number }): void;
  /** The branch moved, and the model before goes on: why. */
  rejected(refusal: { branch: string; commit: string; reason: string }): void;
};

export type FollowedBranch = {
  branch: string;
  /** The model that answers the request at hand. */
  current(): ServedModel;
  /**
   * Looks where the branch stands, and follows it; resolves once that is done, or refused. Never throws. One step a look:
   * of many moves the one that is seen counts, and a branch that never stands still makes no more work than that.
   */
  look(): Promise<void>;
  /** Where the branch stands, if that was not taken, and why; null where it was. */
  refused(): { commit: string; reason: string } | null;
  /** Commits that were refused since the start. */
  rejections(): number;
  reloads(): number;
  /** Times that the process of one of its models was started again. */
  restarts(): number;
  retire(): Promise<void>;
};

export type Follow = {
  branch: string;
  /** The commit that the branch stands at; null where it is gone. */
  tip(): Promise<string | null>;
  read(commit: string): Promise<CommittedModel>;
  open(commit: string, model: CommittedModel): Promise<ServedModel>;
  /** Resolves once the model of a commit may answer: there may be others who are to take it at the same time. */
  together(commit: string): Promise<void>;
};

/** After how long a commit that was refused is looked at again: what it lacks may have come meanwhile. Milliseconds. */
export const AGAIN_AFTER = 30_000;
/** Models that may still be answering what they were asked when the next is loaded: each holds memory, and a process. */
const MOST_LEAVING = 2;

export function followBranch(
  follow: Follow,
  {
    first,
    model,
    events,
    clock,
  }: { first: ServedModel; model: CommittedModel; events: FollowEvents; clock: () => number },
): FollowedBranch {
  const { branch } = follow;
  let current = first;
  let meaning = meaningOf(model);
  /** Where the branch was last seen, and whether that is what is served. */
  let seen = first.commit;
  let refused: { commit: string; at: number; reason: string } | null = null;
  let looking: Promise<void> | null = null;
  let ended = false;
  /** Models that have been replaced, until what they were asked is answered. */
  const leaving = new Map<ServedModel, Promise<unknown>>();
  const counts = { rejections: 0, reloads: 0, restarts: 0 };

  const retire = (model: ServedModel): void => {
    const left = model.retire().catch(() => {});
    leaving.set(model, left);
    void left.then(() => {
      leaving.delete(model);
      counts.restarts += model.restarts();
    });
  };
  const take = async (commit: string): Promise<void> => {
    const began = clock();
    const read = await follow.read(commit);
    // What answers would be the same: the model goes on under the commit that brought it.
    if (meaningOf(read) === meaning) return;
    while (leaving.size >= MOST_LEAVING) await Promise.race(leaving.values());
    await turn();
    const next = await follow.open(commit, read);
    await follow.together(commit);
    if (ended) return next.retire();
    const before = current;
    current = next;
    meaning = meaningOf(read);
    counts.reloads++;
    retire(before);
    // What may be logged may have changed while it was loaded.
    next.guard().catch(() => {});
    events.reloaded({ branch, from: before.commit, to: commit, seconds: (clock() - began) / 1000 });
  };
  const refuse = (commit: string, error: unknown): void => {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0];
    const known = refused?.commit === commit && refused.reason === reason;
    refused = { commit, at: clock(), reason };
    if (known) return;
    counts.rejections++;
    events.rejected({ branch, commit, reason });
  };
  const lookOnce = async (): Promise<void> => {
    const tip = await follow.tip();
    if (tip === null || ended || (tip === seen && refused === null)) return;
    if (refused?.commit === tip && clock() - refused.at < AGAIN_AFTER) return;
    seen = tip;
    try {
      await take(tip);
      refused = null;
    } catch (error) {
      refuse(tip, error);
    }
  };

  return {
    branch,
    current: () => current,
    look() {
      looking ??= lookOnce()
        .catch(() => {})
        .finally(() => {
          looking = null;
        });
      return looking;
    },
    refused: () => refused,
    rejections: () => counts.rejections,
    reloads: () => counts.reloads,
    restarts() {
      const present = [current, ...leaving.keys()];
      return present.reduce((sum, model) => sum + model.restarts(), counts.restarts);
    },
    async retire() {
      ended = true;
      await looking;
      await Promise.all([...leaving.values(), current.retire()]);
    },
  };
}

/** What of a commit decides its answers: model, code, the settings of its training, and those of serving; and what may be logged. */
function meaningOf({ provenance, sourceTree, configuration }: CommittedModel): string {
  const { model, calibration, configuration: made } = provenance;
  return canonicalJson([
    model.digest,
    calibration?.digest ?? null,
    sourceTree,
    made.digest,
    configuration.serving,
    configuration.privacy,
  ]);
}
