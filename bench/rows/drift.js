import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measurePairs, peakMemory, spread, timeOnce } from '../measure.js';
import { peersFolder } from '../peers/folder.js';
import { writeWideCsv } from '../projects/wide-csv.js';
import { ratioRow } from './version.js';

const program = name => fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));
const PEER = fileURLToPath(new URL('../peers/drift.py', import.meta.url));
const node = (name, ...args) => ({ args: ['--import', import.meta.resolve('tsx'), program(name), ...args] });

const SCAN = 3;
const MEGABYTES = 300;
const REFERENCE_ROWS = 100_000;

/** From a CSV to the verdict: beside reading it into numbers, and beside Evidently on frames that are in memory. */
export function measureDrift({ sandbox, rows = 1_000_000, pairs = 3 }) {
  const at = name => path.join(sandbox.root, name);
  writeWideCsv(at('reference.csv'), { rows: REFERENCE_ROWS, seed: 1, target: false });
  writeWideCsv(at('batch.csv'), { rows, seed: 2, target: false });
  writeWideCsv(at('tenth.csv'), { rows: rows / 10, seed: 2, target: false });
  timeOnce(node('judge-drift', 'profile', at('reference.csv'), at('profile.json')));
  const judge = (csv, ...more) => node('judge-drift', 'judge', at('profile.json'), at(csv), ...more);
  const name = `drift, ${rows.toLocaleString('en')} x 20 from CSV to verdict`;
  const megabytes = peakMemory(judge('batch.csv'));
  return [
    {
      name,
      floor: 'reading it into numbers',
      ...ratioRow(
        measurePairs({ ours: judge('batch.csv'), floor: node('read-csv', 'ours', at('batch.csv')), pairs }),
        SCAN,
      ),
    },
    {
      name: 'the same, memory',
      value: { amount: megabytes, unit: 'MB' },
      limit: { what: 'MB', most: MEGABYTES },
      passed: megabytes <= MEGABYTES,
    },
    besideEvidently({ name: 'the same', ours: judge('batch.csv'), at, csv: 'batch.csv', limit: 1 / 20 }),
    besideEvidently({
      name: `drift, ${(rows / 10).toLocaleString('en')} x 20`,
      ...{ ours: judge('tenth.csv'), at, csv: 'tenth.csv', limit: 1 / 10 },
    }),
  ];
}

/** A whole process of ours beside the one call of theirs. */
function besideEvidently({ name, ours, at, csv, limit }) {
  const python = path.join(peersFolder(), 'evidently/bin/python');
  const times = Array.from({ length: 3 }, () => timeOnce(ours));
  const row = { name, ours: spread(times), floor: 'Evidently, from frames in memory' };
  if (!existsSync(python))
    return { ...row, skipped: 'Evidently is not installed: bench/peers/install.sh', passed: null };
  const ran = spawnSync(python, [PEER, at('reference.csv'), at(csv)], { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(ran.stderr);
  const { milliseconds } = JSON.parse(ran.stdout);
  const ratio = spread(times.map(time => time / milliseconds));
  return {
    ...row,
    ...{ floorTime: spread([milliseconds]), ratio, limit: { what: 'ratio', most: limit } },
    passed: ratio.median <= limit,
  };
}

/** Ten times the rows: ten times the time, and the same memory. */
export function measureLongDrift({ sandbox, rows = 100_000, times = 10 }) {
  const at = name => path.join(sandbox.root, name);
  writeWideCsv(at('rows.csv'), { rows, seed: 1, target: false, columns: 50 });
  timeOnce(node('judge-drift', 'profile', at('rows.csv'), at('profile.json')));
  const judge = count => node('judge-drift', 'judge', at('profile.json'), at('rows.csv'), String(count));
  const [ours, floor] = [10 * times, times].map(count => ({
    milliseconds: timeOnce(judge(count)),
    megabytes: peakMemory(judge(count)),
  }));
  const shown = count => `${(count * rows).toLocaleString('en')} x 50`;
  const ratio = ours.milliseconds / floor.milliseconds;
  return [
    {
      name: `drift, ${shown(10 * times)} streamed`,
      floor: shown(times),
      ...{
        ours: spread([ours.milliseconds]),
        floorTime: spread([floor.milliseconds]),
        ratio: spread([ratio]),
      },
      limit: { what: 'ratio', most: 11 },
      passed: ratio <= 11,
    },
    {
      name: 'the same, memory',
      value: { amount: ours.megabytes, unit: 'MB' },
      limit: { what: `for a tenth of the rows ${floor.megabytes.toFixed(0)} MB, times`, most: 1.3 },
      passed: ours.megabytes <= 1.3 * floor.megabytes && ours.megabytes <= MEGABYTES,
    },
  ];
}

/** The long simulation as rows: alarms where nothing has changed, changes found; see docs/statistics.md. */
export function measureDriftSimulation({ batches = 1000 }) {
  const ran = spawnSync(process.execPath, node('drift-simulation', String(batches)).args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (ran.status !== 0) throw new Error('the simulation of drift failed');
  return ran.stdout
    .trim()
    .split('\n')
    .map(line => simulatedRow(JSON.parse(line)));
}

function simulatedRow({ kinds, columns, reference, rows, change, batches, alarms, found, blind }) {
  const name = `drift simulated: ${rows} rows beside ${reference}, ${columns} x ${kinds}${change ? `, ${change}` : ''}`;
  const error = 3 * Math.sqrt((0.05 * 0.95) / batches);
  if (change !== null) return { name, value: { amount: 100 * found, unit: '% found' }, passed: null };
  return {
    name,
    value: {
      amount: 100 * alarms,
      unit: `% alarms${blind > 0 ? `, ${(100 * blind).toFixed(0)} % too few rows` : ''}`,
    },
    limit: { what: '% and three standard errors, in all', most: 100 * (0.05 + error) },
    passed: alarms <= 0.05 + error,
  };
}
