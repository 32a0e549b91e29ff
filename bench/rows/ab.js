import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { resourcesOf, spread } from '../measure.js';
import { writeLoggedExperiment } from '../projects/logged-experiment.js';
import { BINARY } from '../projects/sandbox.js';
import { ratioRow } from './version.js';

const FLOOR = fileURLToPath(new URL('../floors/ab.js', import.meta.url));
const MEGABYTES = 256;

/** Which arm wins, of as many logged predictions with their labels, each of a unit of its own; whole process, in processor time. */
export function measureAb({ sandbox, rows = 1_000_000, pairs = 3 }) {
  const cells = Array.from({ length: 200 }, (_, row) => `${row},${(row * 7) % 13},${row + ((row * 31) % 7)}`);
  writeFileSync(path.join(sandbox.root, 'rows.csv'), `x0,x1,y\n${cells.join('\n')}\n`);
  sandbox.gitModel(['init', 'shop', '--data', 'rows.csv', '--target', 'y', '--quiet']);
  const cwd = path.join(sandbox.root, 'shop');
  sandbox.git(['branch', 'other'], { cwd });
  appendFileSync(
    path.join(cwd, 'mv.yaml'),
    `experiments:
  checkout:
    arms: { prod: 50, other: 50 }
`,
  );
  sandbox.git(['commit', '-qam', 'An experiment'], { cwd });
  const commit = sandbox.git(['rev-parse', 'prod'], { cwd });
  const { predictions, labels } = writeLoggedExperiment(cwd, {
    ...{ rows, experiment: 'checkout', arms: ['prod', 'other'], commits: [commit, commit] },
  });
  const env = sandbox.environment;
  const ours = { args: [BINARY, 'ab', '--json'], cwd, env };
  const floor = { args: [FLOOR, predictions, labels] };
  const taken = Array.from({ length: pairs }, () => ({ ours: resourcesOf(ours), floor: resourcesOf(floor) }));
  const timesOf = side => spread(taken.map(pair => pair[side].processor));
  const ratio = spread(taken.map(pair => pair.ours.processor / pair.floor.processor));
  const measured = { ours: timesOf('ours'), floor: timesOf('floor'), ratio };
  const megabytes = Math.max(...taken.map(pair => pair.ours.megabytes));
  const named = `mv ab, ${rows.toLocaleString('en')} predictions and as many labels`;
  return [
    { name: named, floor: 'the same lines parsed as JSON; processor time', ...ratioRow(measured, 3) },
    {
      name: `${named}, memory`,
      value: { amount: Math.round(megabytes), unit: 'MB' },
      limit: { what: 'MB <=', most: MEGABYTES },
      passed: megabytes <= MEGABYTES,
    },
  ];
}
