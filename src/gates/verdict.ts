// What a gate said of a release.

export type GateVerdict = {
  name: string;
  passed: boolean;
  /** What was measured; null where that could not be done. */
  value: number | null;
  limit: number | null;
  /** One sentence, whether it passed or not. */
  reason: string;
  /** Whether `--force-gate` let the release through all the same. */
  forced: boolean;
};

export type Judgement = Omit<GateVerdict, 'name' | 'forced'>;
