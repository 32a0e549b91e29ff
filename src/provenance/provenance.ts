// What a model was made from: written beside it, compared by object id.

import type { Signature } from '../data/signature.ts';
import type { Configuration } from '../project/schema.ts';
import type { RecordedFiles } from './data-files.ts';

/** `models/provenance.json`. It holds no time and no duration: the same inputs make the same bytes. */
export type Provenance = {
  version: 1;
  /** The code: id of the tree `src/`. */
  source: { tree: string };
  /**
   * mv.yaml: id of its blob, digest of the sections that training reads, and what a person would vary of them, flat,
   * so that a thousand branches are compared without parsing a thousand YAML files.
   */
  configuration: { blob: string; digest: string; parameters: Parameters };
  data: { commit: string; rows: number } & RecordedFiles;
  seed: number;
  /** Of another language also its own, and those of the packages that its code asks for. */
  versions: { 'git-model': string; node: string; python?: string; packages?: Record<string, string> };
  model: { path: string; kind: string; digest: string; bytes: number };
  /** Absent where there were too few rows, or none was wanted. */
  calibration?: { path: string; digest: string };
  /** Rows with the model's answers, for whoever loads it; absent in what was made before there were any. */
  golden?: { path: string; digest: string };
  metrics: { path: string; digest: string };
  signature: Signature;
};

export type Parameters = Record<string, string | number | boolean | null>;

/** What a person would vary, flat: `model.trees`, `validation.fraction`, … The list of columns is in the signature. */
export function flatParameters({
  model,
  training,
  validation,
  features,
  problem,
}: Configuration): Parameters {
  const flat = (section: string, values: Record<string, unknown>): [string, Parameters[string]][] =>
    Object.entries(values).flatMap(([key, value]) => {
      const name = `${section}.${key}`;
      if (Array.isArray(value)) return [[name, value.map(String).join(', ')]];
      if (value !== null && typeof value === 'object') return flat(name, value as Record<string, unknown>);
      return [[name, value as Parameters[string]]];
    });
  return Object.fromEntries([
    ...flat('problem', problem),
    ['features.exclude', features.exclude.join(', ')],
    ...flat('model', model),
    ...flat('training', training),
    ...flat('validation', validation),
  ]);
}

/** Reads the file; null where it is not one of ours (then the model is of unknown origin, and so stale). */
export function parseProvenance(bytes: Buffer | null): Provenance | null {
  if (bytes === null) return null;
  try {
    const value = JSON.parse(bytes.toString('utf8')) as Partial<Provenance> | null;
    const whole =
      value?.version === 1 &&
      typeof value.source?.tree === 'string' &&
      typeof value.configuration?.blob === 'string' &&
      typeof value.configuration.digest === 'string' &&
      typeof value.data?.commit === 'string' &&
      typeof value.model?.path === 'string';
    return whole ? (value as Provenance) : null;
  } catch {
    return null;
  }
}
