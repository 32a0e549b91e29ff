// Half-years of quiet days, and days after a fall: how often an alarm is raised.

import type { Kind } from '../../../src/monitoring/decay/bound.ts';
import { judgeDecay } from '../../../src/monitoring/decay/judge-decay.ts';
import type { Summary } from '../../../src/monitoring/decay/summary.ts';
import { drawn, normal, uniform } from './simulated.ts';

const DAYS = 182;

/** What a row has for its metric, drawn. */
export type Rows = { kind: Kind; worse: 1 | -1; one: (draw: () => number) => number };

export const ROWS: Record<string, Rows> = {
  '75 % right': { kind: 'share', worse: -1, one: draw => (draw() < 0.75 ? 1 : 0) },
  '85 % right': { kind: 'share', worse: -1, one: draw => (draw() < 0.85 ? 1 : 0) },
  '95 % right': { kind: 'share', worse: -1, one: draw => (draw() < 0.95 ? 1 : 0) },
  'squared normal': { kind: 'amount', worse: 1, one: draw => normal(draw) ** 2 },
  lognormal: { kind: 'amount', worse: 1, one: draw => Math.exp(1.2 * normal(draw)) },
};

type Cell = { rows: Rows; labels: number; heldOut: number; runs: number; seed: number };

/** The share of half-years of daily windows with an alarm. */
export function falseAlarms({ rows: { kind, worse, one }, labels, heldOut, runs, seed }: Cell): number {
  const draw = uniform(seed);
  let alarms = 0;
  for (let run = 0; run < runs; run++) {
    const reference = drawn(heldOut, () => one(draw));
    const windows: Summary[] = [];
    for (let day = 0; day < DAYS; day++) {
      windows.push(drawn(labels, () => one(draw)));
      if (windows.length > 30) windows.shift();
      const { verdict } = judgeDecay({ kind, worse, reference, windows, falseAlarmRate: 0.05 });
      if (verdict !== 'decay') continue;
      alarms++;
      break;
    }
  }
  return alarms / runs;
}

/** The share of runs in which a fall of the accuracy by ten points is found within seven days. */
export function found({
  accuracy,
  labels,
  heldOut,
  runs,
  seed,
}: Omit<Cell, 'rows'> & { accuracy: number }): number {
  const draw = uniform(seed);
  const day = (share: number) => drawn(labels, () => (draw() < share ? 1 : 0));
  let hits = 0;
  for (let run = 0; run < runs; run++) {
    const reference = drawn(heldOut, () => (draw() < accuracy ? 1 : 0));
    const windows = Array.from({ length: 28 }, () => day(accuracy));
    for (let after = 0; after < 7; after++) {
      windows.push(day(accuracy - 0.1));
      const judged = judgeDecay({ kind: 'share', worse: -1, reference, windows, falseAlarmRate: 0.05 });
      if (judged.verdict !== 'decay') continue;
      hits++;
      break;
    }
  }
  return hits / runs;
}
