// What a release is in Git: a commit on an environment whose trailers say so and whose parents bear it out.

import type { GateVerdict } from '../gates/verdict.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';
import type { Commit } from '../repository/objects/commits.ts';
import { parseGates } from './recorded-gates.ts';

/** Trailers of our commits: read by people in `git log`, by programs with `git interpret-trailers`. */
export const TRAILER = {
  /** `init`, `promotion`, `rollback`, `retrain`; of commits that are none: `experiment`, `train`, `retrain`, `monitor`, `automation`, `weights`, `refused`. */
  kind: 'Mv-Kind',
  /** Number of the release within its environment, from 1. */
  release: 'Mv-Release',
  environment: 'Mv-Environment',
  /** The branch that was promoted. */
  branch: 'Mv-Branch',
  /** Its commit: the second parent, said again because a squash loses parents. */
  commit: 'Mv-Commit',
  /** Of a rollback: the commit whose tree came back. */
  restores: 'Mv-Restores',
  data: 'Mv-Data',
  /** What was stale when `--allow-stale` released it all the same. */
  stale: 'Mv-Stale',
  /** What the gates of the environment said: one line of JSON. */
  gates: 'Mv-Gates',
  /** Names of those that failed and were forced, with commas between. */
  forced: 'Mv-Forced',
  /** Why they were; of `refused`, why the model was. */
  reason: 'Mv-Reason',
  /** Why a model was retrained. */
  because: 'Mv-Because',
} as const;

export type ReleaseKind = 'init' | 'promotion' | 'rollback' | 'retrain' | 'unverified';

export type Release = {
  /** Null where the commit was made by hand, and where an environment begins with what another one had released. */
  release: number | null;
  commit: string;
  at: string;
  kind: ReleaseKind;
  from: { branch: string; commit: string } | null;
  data: { commit: string | null };
  metrics: Metrics;
  gates: GateVerdict[];
  author: string;
  /** Of a rollback, or of a commit by hand that takes everything back: the commit of this history whose tree came back. */
  restores: string | null;
  /** Why a commit is unverified, or what was stale. */
  note: string | null;
};

export type Claim = {
  kind: Exclude<ReleaseKind, 'unverified'>;
  release: number;
  environment: string;
  branch: string | null;
  commit: string | null;
  restores: string | null;
  stale: string | null;
  /** Null where they cannot be read. */
  gates: GateVerdict[] | null;
  /** Why gates that failed were forced. */
  reason: string | null;
};

/** What the trailers of a commit claim, or null where they claim no release. Pure; nothing is believed yet. */
export function claimOf({ trailers }: Pick<Commit, 'trailers'>): Claim | null {
  const kind = trailers.get(TRAILER.kind);
  const release = trailers.get(TRAILER.release) ?? '';
  const environment = trailers.get(TRAILER.environment);
  if (kind !== 'init' && kind !== 'promotion' && kind !== 'rollback' && kind !== 'retrain') return null;
  if (!/^[1-9]\d{0,8}$/.test(release) || environment === undefined) return null;
  return {
    kind,
    release: Number(release),
    environment,
    branch: trailers.get(TRAILER.branch) ?? null,
    commit: idOf(trailers.get(TRAILER.commit)),
    restores: idOf(trailers.get(TRAILER.restores)),
    stale: trailers.get(TRAILER.stale) ?? null,
    gates: parseGates(trailers.get(TRAILER.gates)),
    reason: trailers.get(TRAILER.reason) ?? null,
  };
}

/** Only a whole id is one: what else stands in a trailer would be looked up as a name. */
function idOf(text: string | undefined): string | null {
  return text !== undefined && /^[0-9a-f]{40}$/.test(text) ? text : null;
}
