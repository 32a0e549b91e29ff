import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measurePairs, spread, timeOnce } from '../measure.js';
import { peersFolder } from '../peers/folder.js';
import { BINARY } from '../projects/sandbox.js';
import { writeWideCsv } from '../projects/wide-csv.js';
import { ratioRow } from './version.js';

const PEER = fileURLToPath(new URL('../peers/drift.py', import.meta.url));
const SECONDS = 0.5;

/** One window, whole process: read, counted, predicted, judged, committed; beside Evidently's verdict with its import. */
export function measureMonitor({ sandbox, rows = 1000, pairs = 5 }) {
  const at = name => path.join(sandbox.root, name);
  writeWideCsv(at('reference.csv'), { rows: 5000, seed: 1, target: true });
  // Each window is a new one: the same twice would write nothing.
  const windows = 2 * pairs + 1;
  for (let seed = 2; seed < 2 + windows; seed++)
    writeWideCsv(at(`window-${seed}.csv`), { rows, seed, target: true });
  const env = sandbox.environment;
  sandbox.gitModel(['init', 'watched', '--data', 'reference.csv', '--target', 'y', '--quiet']);
  let seed = 2;
  const next = () => ({
    args: [BINARY, 'monitor', 'prod', '--data', at(`window-${seed++}.csv`), '--quiet'],
    cwd: at('watched'),
    env,
  });
  timeOnce(next());
  const name = `mv monitor, ${rows.toLocaleString('en')} x 20 with labels, whole process`;
  const times = Array.from({ length: pairs }, () => timeOnce(next()));
  const ours = spread(times);
  const own = {
    ...{ name, ours },
    limit: { what: 'ms', most: 1000 * SECONDS },
    value: { amount: ours.median, unit: 'ms' },
    passed: ours.median <= 1000 * SECONDS,
  };
  const python = path.join(peersFolder(), 'evidently/bin/python');
  const floor = 'Evidently, whole process';
  if (!existsSync(python))
    return [
      own,
      {
        name: 'the same',
        ours,
        floor,
        skipped: 'Evidently is not installed: bench/peers/install.sh',
        passed: null,
      },
    ];
  const measured = measurePairs({
    get ours() {
      return next();
    },
    floor: { program: python, args: [PEER, at('reference.csv'), at('window-2.csv')], env },
    pairs,
  });
  return [own, { name: 'the same', floor, ...ratioRow(measured, 0.5) }];
}
