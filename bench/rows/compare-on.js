import path from 'node:path';
import { spread, timeOnce } from '../measure.js';
import { BINARY } from '../projects/sandbox.js';
import { writeWideCsv } from '../projects/wide-csv.js';

const COLD_SECONDS = 5;
const WARM_SECONDS = 0.3;
const TRAINING_ROWS = 4000;

/** `mv compare --on` of branches with forests of their own on rows that came later: the first look, and the second. */
export function measureCompareOn({ sandbox, branches = 20, rows = 10_000, times = 3 }) {
  const at = name => path.join(sandbox.root, name);
  writeWideCsv(at('train.csv'), { rows: TRAINING_ROWS, seed: 1, target: true });
  writeWideCsv(at('later.csv'), { rows, seed: 2, target: true });
  sandbox.gitModel(['init', 'wide', '--data', 'train.csv', '--target', 'y', '--quiet']);
  const cwd = at('wide');
  for (let number = 1; number < branches; number++) {
    const setting = `model.min_samples_leaf=${1 + number}`;
    sandbox.gitModel(['experiment', `leaf-${1 + number}`, '--from', 'prod', '--set', setting, '--quiet'], {
      cwd,
    });
    sandbox.gitModel(['train', '--quiet'], { cwd });
  }
  const args = [BINARY, 'compare', '--on', at('later.csv'), '--json'];
  const look = () => timeOnce({ args, cwd, env: sandbox.environment });
  const cold = [];
  const warm = [];
  for (let time = 0; time < times; time++) {
    sandbox.run('rm', ['-rf', '.git/mv/scores'], { cwd });
    cold.push(look());
    warm.push(look(), look());
  }
  const name = `mv compare --on, ${branches} branches, ${rows.toLocaleString('en')} rows`;
  return [row(name, cold, COLD_SECONDS), row('the same again', warm, WARM_SECONDS)];
}

function row(name, taken, most) {
  const seconds = spread(taken).median / 1000;
  return {
    name,
    value: { amount: Number(seconds.toFixed(2)), unit: 's' },
    limit: { what: 'seconds', most },
    passed: seconds <= most,
  };
}
