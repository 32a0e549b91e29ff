// A refusal as a commit on the refused branch: the same tree again, with what was said of it.

import type { GateVerdict } from '../gates/verdict.ts';
import { type Commit, commitMessage } from '../repository/objects/commits.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { TRAILER } from './release.ts';
import { readCommit } from './stands-for.ts';

export type Training = {
  commit: Commit;
  /** What the newest refusal of it says; null where there is none. */
  refused: string | null;
};

/** The commit at `tip`, below the refusals that stand on it. */
export async function trainingBelow(reader: ObjectReader, tip: string): Promise<Training | null> {
  let refused: string | null = null;
  for (let id = tip; ; ) {
    const commit = await readCommit(reader, id);
    if (commit === null || commit.trailers.get(TRAILER.kind) !== 'refused') {
      return commit && { commit, refused };
    }
    refused ??= commit.trailers.get(TRAILER.reason) ?? commit.subject;
    if (commit.parents.length !== 1) return { commit, refused };
    [id] = commit.parents;
  }
}

/** The message of a refusal. */
export function refusalMessage({
  environment,
  branch,
  reason,
  gates,
}: {
  environment: string;
  branch: string;
  /** One sentence. */
  reason: string;
  gates: readonly GateVerdict[];
}): string {
  const failed = gates.filter(gate => !gate.passed);
  return commitMessage(
    `Not released to ${environment}: ${branch}`,
    [reason, ...(failed.length > 0 ? [failed.map(gate => `- ${gate.name}: ${gate.reason}`).join('\n')] : [])],
    [
      [TRAILER.kind, 'refused'],
      [TRAILER.environment, environment],
      [TRAILER.reason, reason],
    ],
  );
}
