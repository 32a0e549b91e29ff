// Logs in temporary folders, and rows to put into them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashWith } from '../../src/prediction-log/hash-value.ts';
import { LOG_LIMITS, type LogLimits } from '../../src/prediction-log/log-limits.ts';
import type { LoggedModel, LoggedRows } from '../../src/prediction-log/logged-rows.ts';
import { openPredictionLog, type PredictionLog } from '../../src/prediction-log/prediction-log.ts';
import { categorical, numeric, tableOf } from '../data/columns.ts';

const roots: string[] = [];
process.on('exit', () => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** A folder that is not there yet. */
export function newFolder(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'git-model-log-'));
  roots.push(root);
  return path.join(root, 'predictions');
}

export const START = Date.UTC(2026, 10, 21, 12);
export const hash = hashWith(Buffer.from('a key'));

export function openLog(
  folder: string,
  {
    writer = '0123456789ab',
    clock = () => START,
    source = 'serve',
    ...limits
  }: Partial<LogLimits> & { writer?: string; clock?: () => number; source?: 'serve' | 'predict' } = {},
): PredictionLog {
  return openPredictionLog({ folder, source, writer, hash, clock, limits: { ...LOG_LIMITS, ...limits } });
}

export const MODEL: LoggedModel = {
  branch: 'prod',
  commit: 'c'.repeat(40),
  columns: [
    { name: 'temp', keeping: 'keep', because: '' },
    { name: 'email', keeping: 'hash', because: '' },
    { name: 'notes', keeping: 'omit', because: '' },
  ],
};

/** A request of these temperatures; the prediction is a quarter of each. */
export function rowsOf(id: string, ...temps: number[]): LoggedRows {
  return {
    model: MODEL,
    role: 'answer',
    id,
    table: tableOf(
      numeric('temp', temps),
      categorical(
        'email',
        temps.map(() => 'ada@example.org'),
      ),
      categorical(
        'notes',
        temps.map(() => 'a secret'),
      ),
    ),
    prediction: { task: 'regression', values: Float64Array.from(temps, temp => temp / 4) },
  };
}
