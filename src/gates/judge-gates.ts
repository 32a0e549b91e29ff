// Every gate of an environment, asked about one release.

import { CommandError } from '../errors.ts';
import type { Gate } from '../project/gates-schema.ts';
import { PROVENANCE_PLACE } from '../project/layout.ts';
import type { ModelBranch } from '../provenance/model-branch.ts';
import { lastChangeOf } from '../repository/objects/last-change.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { judgeRecorded, type Recorded } from './judge-recorded.ts';
import type { Both } from './score-both.ts';
import type { GateVerdict, Judgement } from './verdict.ts';

export type Judging = {
  reader: ObjectReader;
  /** The branch that is to be released. */
  branch: ModelBranch & { name: string };
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
  /** What scoring takes besides; `environment` is the one that is released to, as it stands. */
  scoring: Pick<Both, 'repository' | 'python' | 'environment'>;
};

/** In the order of mv.yaml; all are asked, so that a person reads all that is wrong at once. */
export async function judgeGates(
  gates: Readonly<Record<string, Gate>>,
  judging: Judging,
): Promise<GateVerdict[]> {
  const recorded = await readRecord(judging, Object.values(gates));
  if (Object.values(gates).some(runsCode)) await judging.allow();
  const segments = Object.values(gates).flatMap(gate =>
    gate.kind === 'not-worse' && gate.each !== undefined ? [gate.each] : [],
  );
  let scores: Scores | null = null;
  const score = () => {
    scores ??= import('./score-both.ts').then(({ scoreBoth }) =>
      scoreBoth({ ...judging, ...judging.scoring, segments }),
    );
    return scores;
  };
  const verdicts: GateVerdict[] = [];
  for (const [name, gate] of Object.entries(gates)) {
    const judged = judgeRecorded(gate, recorded) ?? (await judgeByCode(gate, judging, score));
    verdicts.push({ name, ...judged, forced: !judged.passed && judging.forced.includes(name) });
  }
  return verdicts;
}

/** Whether a gate looks at the scores that the branch recorded. */
export function readsMetrics({ kind }: Gate): boolean {
  return kind === 'metric' || kind === 'better-than-baseline';
}

function runsCode({ kind }: Gate): boolean {
  return kind === 'command' || kind === 'not-worse';
}

type Scores = ReturnType<typeof import('./score-both.ts').scoreBoth>;

async function judgeByCode(
  gate: Gate,
  { reader, tree, onOutput, scoring }: Judging,
  score: () => Scores,
): Promise<Judgement> {
  if (gate.kind === 'not-worse') {
    const { name: environment } = scoring.environment;
    try {
      const { columns, ...both } = await score();
      if (gate.each === undefined) {
        const { judgeDifference } = await import('./judge-difference.ts');
        return judgeDifference(gate, { ...both, environment });
      }
      const { judgeSegments } = await import('./judge-segments.ts');
      return judgeSegments(gate, { ...both, environment, column: columns.get(gate.each) });
    } catch (error) {
      // What cannot be scored (no model, no data, code that throws) has not passed.
      if (!(error instanceof CommandError)) throw error;
      return { passed: false, value: null, limit: null, reason: `it could not be scored: ${error.message}` };
    }
  }
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
