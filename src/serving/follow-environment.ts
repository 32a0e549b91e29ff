// What mv.yaml of the environment says of all that is served, taken again as it moves: what may be logged, and the arms
// of an experiment.

import { AGAIN_AFTER } from './model/followed-branch.ts';

export type FollowedEnvironment = {
  /** Looks where the environment stands, and takes what it says. Never throws. */
  look(): Promise<void>;
  /** The tip whose arms could not be taken, and why; null where they were. The arms before go on. */
  refused(): { commit: string; reason: string } | null;
  /** Times that the arms of a commit, or its mv.yaml, were not taken. */
  rejections(): number;
  /** Resolves once nothing is being taken any more. */
  end(): Promise<void>;
};

export function followEnvironment({
  first,
  tip,
  guard,
  setArms,
  rejected,
  clock,
}: {
  /** The tip that is served by already. */
  first: string | null;
  tip(): Promise<string | null>;
  /** Has every model ask anew what may be logged. */
  guard(): Promise<void>;
  /** Serves the arms that mv.yaml there says now; throws where one of them cannot be served, and changes nothing then. */
  setArms(): Promise<void>;
  rejected(refusal: { commit: string; reason: string }): void;
  /** Milliseconds. */
  clock: () => number;
}): FollowedEnvironment {
  let [guarded, taken] = [first, first];
  let refused: { commit: string; reason: string; at: number } | null = null;
  let setting: Promise<void> | null = null;
  let rejections = 0;

  const refuse = (commit: string, error: unknown): void => {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0];
    const known = refused?.commit === commit && refused.reason === reason;
    refused = { commit, reason, at: clock() };
    if (known) return;
    rejections++;
    rejected({ commit, reason });
  };
  const take = async (commit: string): Promise<void> => {
    try {
      await setArms();
      [taken, refused] = [commit, null];
    } catch (error) {
      refuse(commit, error);
    }
  };

  return {
    async look() {
      const commit = await tip().catch(() => null);
      if (commit === null) return;
      if (commit !== guarded) {
        // A guard that fails is asked again at the next look: what is stricter now must not be forgotten.
        const done = await guard().then(
          () => true,
          () => false,
        );
        if (done) guarded = commit;
      }
      // An arm may take a minute to load; what may be logged does not wait for it.
      if (commit === taken || setting !== null) return;
      if (refused?.commit === commit && clock() - refused.at < AGAIN_AFTER) return;
      setting = take(commit).finally(() => {
        setting = null;
      });
    },
    refused: () => refused,
    rejections: () => rejections,
    async end() {
      await setting;
    },
  };
}
