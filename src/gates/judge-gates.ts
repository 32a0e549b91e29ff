// Every gate of an environment, asked about one release.

import type { Gate } from '../project/gates-schema.ts';
import { PROVENANCE_PLACE } from '../project/layout.ts';
import type { ModelBranch } from '../provenance/model-branch.ts';
import { lastChangeOf } from '../repository/last-change.ts';
import type { ObjectReader } from '../repository/object-reader.ts';
import { judgeRecorded, type Recorded } from './judge-recorded.ts';
import type { GateVerdict, Judgement } from './verdict.ts';

export type Judging = {
  reader: ObjectReader;
  /** The branch that is to be released. */
  branch: ModelBranch;
  /** What the environment would hold. */
  tree: string;
  /** Seconds since 1970. */
  now: number;
  /** Names of those that may fail. */
  forced: readonly string[];
  /** Asked once, before the first gate that runs code of the project. */
  allow: () => Promise<void>;
  /** What that code prints. */
  onOutput: (text: string) => void;
};

/** In the order of mv.yaml; all are asked, so that a person reads all that is wrong at once. */
export async function judgeGates(
  gates: Readonly<Record<string, Gate>>,
  judging: Judging,
): Promise<GateVerdict[]> {
  const recorded = await readRecord(judging, Object.values(gates));
  if (Object.values(gates).some(runsCode)) await judging.allow();
  const verdicts: GateVerdict[] = [];
  for (const [name, gate] of Object.entries(gates)) {
    const judged = judgeRecorded(gate, recorded) ?? (await judgeByCode(gate, judging));
    verdicts.push({ name, ...judged, forced: !judged.passed && judging.forced.includes(name) });
  }
  return verdicts;
}

/** Whether a gate looks at the scores that the branch recorded. */
export function readsMetrics({ kind }: Gate): boolean {
  return kind === 'metric' || kind === 'better-than-baseline';
}

function runsCode({ kind }: Gate): boolean {
  return kind === 'command';
}

async function judgeByCode(gate: Gate, { reader, tree, onOutput }: Judging): Promise<Judgement> {
  if (gate.kind !== 'command') throw new Error(`nobody judges a gate of the kind ${gate.kind}`);
  const { judgeCommand } = await import('./run-command.ts');
  return judgeCommand(gate, { reader, tree, onOutput });
}

async function readRecord({ reader, branch, now }: Judging, gates: readonly Gate[]): Promise<Recorded> {
  const made = gates.some(({ kind }) => kind === 'age')
    ? await lastChangeOf(reader, PROVENANCE_PLACE)(branch.commit)
    : null;
  return {
    metrics: branch.recorded,
    bytes: branch.provenance?.model.bytes ?? null,
    days: made === null ? null : Math.max(0, now - Date.parse(made.at) / 1000) / 86_400,
  };
}
