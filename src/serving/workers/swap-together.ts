// When workers take a new model: each loads it by itself, and none answers with it before all can, so that for an
// instant and no longer two workers answer with two commits.

export type Swaps = {
  /** Worker `member` has `commit` of `what` ready; resolves once all others have, or do not want it, or take too long. */
  ready(member: number, what: string, commit: string): Promise<void>;
  /** It does not take this one. */
  refused(member: number, what: string, commit: string): void;
  /** It is gone: nobody waits for it. */
  left(member: number): void;
};

type Waiter = { member: number; commit: string; go(): void };

/** Until one goes on without the others, whose machine may be busy. Milliseconds. */
export const SWAP_PATIENCE = 10_000;

/** `members`: those that answer requests now. */
export function swapTogether(members: () => readonly number[], patience = SWAP_PATIENCE): Swaps {
  const waiting = new Map<string, Waiter[]>();
  /** By worker and branch, the commit that it has dealt with last. */
  const done = new Map<number, Map<string, string>>();
  const settle = (member: number, what: string, commit: string) => {
    const own = done.get(member) ?? new Map<string, string>();
    done.set(member, own.set(what, commit));
  };
  const releaseWhereAllAre = (what: string): void => {
    const waiters = waiting.get(what) ?? [];
    const isThere = (member: number) =>
      waiters.some(waiter => waiter.member === member || waiter.commit === done.get(member)?.get(what));
    if (waiters.length > 0 && members().every(isThere)) for (const { go } of [...waiters]) go();
  };
  return {
    ready(member, what, commit) {
      return new Promise(resolve => {
        const timer = setTimeout(() => waiter.go(), patience);
        const waiter = {
          member,
          commit,
          go() {
            clearTimeout(timer);
            waiting.set(
              what,
              waiting.get(what)!.filter(other => other !== waiter),
            );
            settle(member, what, commit);
            resolve();
          },
        };
        waiting.set(what, [...(waiting.get(what) ?? []), waiter]);
        releaseWhereAllAre(what);
      });
    },
    refused(member, what, commit) {
      settle(member, what, commit);
      releaseWhereAllAre(what);
    },
    left(member) {
      done.delete(member);
      for (const what of [...waiting.keys()]) {
        for (const waiter of waiting.get(what)!) if (waiter.member === member) waiter.go();
        releaseWhereAllAre(what);
      }
    },
  };
}
