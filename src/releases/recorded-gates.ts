// What the gates said of a release, as its commit holds it: written at the promotion, read back by `history`.

import { gatesOf } from '../gates/read-gates.ts';
import type { GateVerdict } from '../gates/verdict.ts';
import { CONFIGURATION } from '../project/layout.ts';
import type { ModelBranch } from '../provenance/model-branch.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';

/** One line of JSON for the trailer `Mv-Gates`; null where there are none. */
export function writeGates(gates: readonly GateVerdict[]): string | null {
  return gates.length === 0 ? null : JSON.stringify(gates);
}

/** Null where the text is none of ours. */
export function parseGates(text: string | undefined): GateVerdict[] | null {
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isVerdict) ? value : null;
  } catch {
    return null;
  }
}

function isVerdict(value: unknown): value is GateVerdict {
  const { name, passed, value: measured, limit, reason, forced } = (value ?? {}) as Record<string, unknown>;
  const isNumber = (found: unknown) => found === null || typeof found === 'number';
  return (
    typeof name === 'string' &&
    typeof passed === 'boolean' &&
    typeof reason === 'string' &&
    typeof forced === 'boolean' &&
    isNumber(measured) &&
    isNumber(limit)
  );
}

/**
 * What speaks against the gates that a release claims: one that the environment had and it does not name, one that
 * failed and was not forced with a reason, one that its own record answers otherwise. Null where nothing does.
 */
export async function gateContradiction({
  reader,
  environment,
  before,
  claimed,
  reason,
  model,
}: {
  reader: ObjectReader;
  environment: string;
  /** Commit of the environment before the release. */
  before: string;
  claimed: readonly GateVerdict[] | null;
  /** Why some were forced. */
  reason: string | null;
  model: ModelBranch;
}): Promise<string | null> {
  if (claimed === null) return 'what it says of its gates cannot be read';
  const blob = await reader.read(`${before}:${CONFIGURATION}`);
  const text = blob?.type === 'blob' ? blob.bytes.toString('utf8') : '';
  // A file that no longer can be read proves nothing.
  const gates = await gatesOf(text, environment).catch(() => ({}));
  const names = Object.keys(gates);
  const unsaid = names.filter(name => !claimed.some(verdict => verdict.name === name));
  if (unsaid.length > 0) return `it says nothing of the gates ${unsaid.join(', ')} of ${environment}`;
  const failed = claimed.filter(({ passed }) => !passed);
  if (failed.some(({ forced }) => !forced) || (failed.length > 0 && !reason))
    return `its gates failed: ${failed.map(({ name }) => name).join(', ')}`;
  if (names.length === 0) return null;
  const { judgeRecorded } = await import('../gates/judge-recorded.ts');
  const recorded = {
    metrics: model.recorded,
    bytes: model.provenance?.model.bytes ?? null,
    days: null,
  };
  for (const [name, gate] of Object.entries(gates)) {
    // How old it was then, only that day knew.
    const judged = gate.kind === 'age' ? null : judgeRecorded(gate, recorded);
    const said = claimed.find(verdict => verdict.name === name);
    if (judged !== null && judged.passed !== said?.passed)
      return `its gate ${name} ${said?.passed ? 'passed' : 'failed'}, it says, but ${judged.reason}`;
  }
  return null;
}
