// Fresh or stale: is the model the one that this branch's code, configuration and data would make?

import type { Provenance } from './provenance.ts';

/** What stands on a branch now, by object id. */
export type BranchState = {
  sourceTree: string | null;
  configurationBlob: string | null;
  dataCommit: string | null;
};

export type Staleness = { src: boolean; config: boolean; data: boolean; reasons: string[] };

/**
 * Compares ids; `trainingDigestNow` is asked for only where the blob of mv.yaml differs, and decides then: an edited
 * gate makes no model stale. Pure but for that question.
 */
export function assessFreshness(
  provenance: Provenance | null,
  state: BranchState,
  trainingDigestNow: () => string | null,
): Staleness {
  if (provenance === null) {
    return { src: true, config: true, data: true, reasons: ['there is no model with a provenance'] };
  }
  const src = provenance.source.tree !== state.sourceTree;
  const config =
    provenance.configuration.blob !== state.configurationBlob &&
    provenance.configuration.digest !== trainingDigestNow();
  const data = provenance.data.commit !== state.dataCommit;
  const reasons: string[] = [];
  if (src) reasons.push('src/ has changed since the model was made');
  if (config) reasons.push('mv.yaml has changed in what training reads');
  if (data) {
    reasons.push(
      `data/ is at ${short(state.dataCommit)}, the model was made from ${short(provenance.data.commit)}`,
    );
  }
  return { src, config, data, reasons };
}

export function isStale({ src, config, data }: Staleness): boolean {
  return src || config || data;
}

function short(commit: string | null): string {
  return commit === null ? 'nothing' : commit.slice(0, 10);
}
