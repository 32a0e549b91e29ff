import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { measurePairs, resourcesOf, spread, timeOnce } from '../measure.js';
import { peersFolder } from '../peers/folder.js';
import { writeWideCsv } from '../projects/wide-csv.js';
import { ratioRow } from './version.js';

const program = name => fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));
const PEER = fileURLToPath(new URL('../peers/drift.py', import.meta.url));

const SCAN = 3;
const MEGABYTES = 300;
const REFERENCE_ROWS = 100_000;

/** The programs as they would ship: bundled, with the one of their threads beside them. Gives the arguments of a call. */
async function shipped(folder) {
  const source = new URL('../../src/monitoring/counting/count-thread.ts', import.meta.url);
  await build({
    entryPoints: {
      'judge-drift': program('judge-drift'),
      'read-csv': program('read-csv'),
      'count-thread': fileURLToPath(source),
    },
    ...{ outdir: path.join(folder, 'dist'), bundle: true, minify: true, platform: 'node', format: 'cjs' },
    define: { 'import.meta.url': '__url' },
    banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'error',
  });
  return (name, ...args) => ({ args: [path.join(folder, 'dist', `${name}.js`), ...args] });
}

/** From a CSV to the verdict: beside reading it into numbers, and beside Evidently on frames that are in memory. */
export async function measureDrift({ sandbox, rows = 1_000_000, pairs = 3 }) {
  const at = name => path.join(sandbox.root, name);
  const run = await shipped(sandbox.root);
  writeWideCsv(at('reference.csv'), { rows: REFERENCE_ROWS, seed: 1, target: false });
  writeWideCsv(at('batch.csv'), { rows, seed: 2, target: false });
  writeWideCsv(at('tenth.csv'), { rows: rows / 10, seed: 2, target: false });
  timeOnce(run('judge-drift', 'profile', at('reference.csv'), at('profile.json')));
  const judge = (csv, ...more) => run('judge-drift', 'judge', at('profile.json'), at(csv), ...more);
  const name = `drift, ${rows.toLocaleString('en')} x 20 from CSV to verdict`;
  const { megabytes } = resourcesOf(judge('batch.csv'));
  return [
    {
      name,
      floor: 'reading it into numbers',
      ...ratioRow(
        measurePairs({ ours: judge('batch.csv'), floor: run('read-csv', 'ours', at('batch.csv')), pairs }),
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

/** A whole process of ours beside the one call of theirs, by the clock; the note has both by the processor's. */
function besideEvidently({ name, ours, at, csv, limit }) {
  const python = path.join(peersFolder(), 'evidently/bin/python');
  const taken = Array.from({ length: 3 }, () => resourcesOf(ours));
  const times = taken.map(({ milliseconds }) => milliseconds);
  const row = { name, ours: spread(times), floor: 'Evidently, from frames in memory' };
  if (!existsSync(python))
    return { ...row, skipped: 'Evidently is not installed: bench/peers/install.sh', passed: null };
  const ran = spawnSync(python, [PEER, at('reference.csv'), at(csv)], { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(ran.stderr);
  const { milliseconds, processor } = JSON.parse(ran.stdout);
  const ratio = spread(times.map(time => time / milliseconds));
  const own = spread(taken.map(each => each.processor)).median;
  return {
    ...row,
    ...{ floorTime: spread([milliseconds]), ratio, limit: { what: 'ratio', most: limit } },
    note: `processor time ${(own / 1000).toFixed(2)} s of ${(processor / 1000).toFixed(1)} s, ${(processor / own).toFixed(0)} times`,
    passed: ratio.median <= limit,
  };
}

/** Nine bytes a cell. */
const bytesOf = rows => 9 * 50 * rows;
/** What the rest of the machine should not be without meanwhile. */
const SPARE_BYTES = 4e9;

/**
 * Ten times the rows: ten times the time of the processor, and the same memory. Each file is written, judged and removed
 * before the next: throws where the disk has no room for the greater.
 */
export async function measureLongDrift({ sandbox, rows = 1_000_000, times = 10 }) {
  const at = name => path.join(sandbox.root, name);
  const { bavail, bsize } = statfsSync(sandbox.root);
  const needed = bytesOf(times * rows) + SPARE_BYTES;
  if (bavail * bsize < needed)
    throw new Error(
      `${sandbox.root} has room for ${(bavail * bsize) / 1e9} GB, ${needed / 1e9} are needed (TMPDIR names another disk)`,
    );
  const run = await shipped(sandbox.root);
  const write = count => writeWideCsv(at('rows.csv'), { rows: count, seed: 1, target: false, columns: 50 });
  write(REFERENCE_ROWS);
  timeOnce(run('judge-drift', 'profile', at('rows.csv'), at('profile.json')));
  const judge = run('judge-drift', 'judge', at('profile.json'), at('rows.csv'));
  const [floor, ours] = [rows, times * rows].map(count => {
    write(count);
    try {
      return resourcesOf(judge);
    } finally {
      rmSync(at('rows.csv'));
    }
  });
  const shown = count => `${(count * rows).toLocaleString('en')} x 50`;
  const ratio = ours.processor / floor.processor;
  return [
    {
      name: `drift, ${shown(times)} streamed, processor time`,
      floor: shown(1),
      ...{ ours: spread([ours.processor]), floorTime: spread([floor.processor]), ratio: spread([ratio]) },
      limit: { what: 'ratio', most: 1.1 * times },
      passed: ratio <= 1.1 * times,
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
  const ran = spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), program('drift-simulation'), String(batches)],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
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
