// What a model was made from and what came of it, then and now, side by side. Pure.

import { canonicalJson } from '../provenance/canonical-json.ts';
import { digestsOfFiles } from '../provenance/data-files.ts';
import type { Provenance } from '../provenance/provenance.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';

/** What it was made from; or, of what came out, the files of the model and its scores. */
type Kind = 'data' | 'code' | 'configuration' | 'versions' | 'machine' | 'model' | 'metrics';

export type Difference = {
  kind: Kind;
  /** A path, a key, a package, a metric. */
  what: string;
  /** As recorded; null where it is not there. */
  expected: string | number | boolean | null;
  actual: string | number | boolean | null;
};

type Value = Difference['expected'];

/**
 * By how much metrics may differ where another library trains and its bytes differ: a share of the greater of the two,
 * or this much itself near zero. Sums of floating point in another order differ by far less, another model by far more.
 */
export const TOLERANCE = { relative: 1e-6, absolute: 1e-9 } as const;

/** What went in: rows, settings, seed, versions. The code is the tree of the provenance itself, and cannot differ. */
export function differencesOfInputs(then: Provenance, now: Provenance): Difference[] {
  const settings = compare(
    'configuration',
    { ...then.configuration.parameters, 'training.seed': then.seed },
    { ...now.configuration.parameters, 'training.seed': now.seed },
  );
  return [
    ...compare('data', digestsOf(then, now), digestsOf(now, then)),
    ...(settings.length > 0
      ? settings
      : compare(
          'configuration',
          { 'mv.yaml': then.configuration.digest },
          { 'mv.yaml': now.configuration.digest },
        )),
    ...compare('versions', versionsOf(then), versionsOf(now)),
  ];
}

/** What came out: digests of the files, and each score beyond the tolerance (any difference at all where it is null). */
export function differencesOfResults(
  then: { provenance: Provenance; metrics: Metrics },
  now: { provenance: Provenance; metrics: Metrics },
  tolerance: typeof TOLERANCE | null,
): Difference[] {
  const files = (of: Provenance): Record<string, Value> => ({
    [of.model.path]: of.model.digest,
    ...(of.calibration ? { [of.calibration.path]: of.calibration.digest } : {}),
    signature: canonicalJson(of.signature),
  });
  const scores = compare('metrics', then.metrics, now.metrics).filter(
    ({ expected, actual }) => tolerance === null || !isClose(expected, actual, tolerance),
  );
  const scoresFile =
    tolerance === null && scores.length === 0
      ? compare(
          'metrics',
          { [then.provenance.metrics.path]: then.provenance.metrics.digest },
          { [now.provenance.metrics.path]: now.provenance.metrics.digest },
        )
      : [];
  return [...compare('model', files(then.provenance), files(now.provenance)), ...scores, ...scoresFile];
}

function isClose(one: Value, other: Value, { relative, absolute }: typeof TOLERANCE): boolean {
  if (typeof one !== 'number' || typeof other !== 'number') return one === other;
  return Math.abs(one - other) <= Math.max(absolute, relative * Math.max(Math.abs(one), Math.abs(other)));
}

function digestsOf({ data }: Provenance, other: Provenance): Record<string, Value> {
  return Object.fromEntries([...digestsOfFiles(data, other.data), ['rows', data.rows]]);
}

function versionsOf({ versions: { packages, ...own } }: Provenance): Record<string, Value> {
  return { ...own, ...packages };
}

function compare(kind: Kind, then: Record<string, Value>, now: Record<string, Value>): Difference[] {
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  return names
    .map(what => ({ kind, what, expected: then[what] ?? null, actual: now[what] ?? null }))
    .filter(({ expected, actual }) => expected !== actual);
}
