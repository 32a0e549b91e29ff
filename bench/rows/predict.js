import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measurePairs, peakMemory, spread, timeOnce } from '../measure.js';
import { peersFolder } from '../peers/folder.js';
import { BINARY } from '../projects/sandbox.js';
import { writeWideCsv } from '../projects/wide-csv.js';
import { ratioRow } from './version.js';

const PEER = fileURLToPath(new URL('../peers/predict.py', import.meta.url));
const RATIO = 0.5;
/** How much more memory ten times the rows may take: none but what the collector has not looked at yet. */
const MEMORY = 1.3;
const TRAINING_ROWS = 20_000;

/**
 * From CSV to CSV with a forest of 100 trees, fitted to the same rows: `mv predict`, with all that it starts, beside
 * pandas.read_csv, predict of scikit-learn's on all cores, and to_csv.
 */
export function measurePredict({ sandbox, rows = 1_000_000, pairs = 3 }) {
  const at = name => path.join(sandbox.root, name);
  writeWideCsv(at('train.csv'), { rows: TRAINING_ROWS, seed: 1, target: true });
  writeWideCsv(at('rows.csv'), { rows, seed: 2, target: false });
  writeWideCsv(at('fewer.csv'), { rows: rows / 10, seed: 2, target: false });
  sandbox.gitModel(['init', 'wide', '--data', 'train.csv', '--target', 'y', '--quiet']);
  const cwd = at('wide');
  const env = sandbox.environment;
  const predict = csv => ({
    args: [BINARY, 'predict', 'prod', at(csv), '--output', at('out.csv'), '--quiet'],
    cwd,
    env,
  });
  const megabytes = ['fewer.csv', 'rows.csv'].map(csv => peakMemory(predict(csv)));
  const name = `mv predict, ${rows.toLocaleString('en')} x 20 from CSV to CSV`;
  return [
    besideScikitLearn({ name, ours: predict('rows.csv'), at, env, pairs }),
    {
      name: 'the same, memory',
      value: { amount: megabytes[1], unit: 'MB' },
      limit: { what: `for a tenth of the rows ${megabytes[0].toFixed(0)} MB, times`, most: MEMORY },
      passed: megabytes[1] <= MEMORY * megabytes[0],
    },
  ];
}

function besideScikitLearn({ name, ours, at, env, pairs }) {
  const program = path.join(peersFolder(), 'venv/bin/python');
  const python = args => ({ program, args: [PEER, ...args], env: { ...env, HOME: at('home') } });
  const hasPeer =
    existsSync(program) && !fails(() => timeOnce({ program, args: ['-c', 'import sklearn, pandas'], env }));
  if (!hasPeer) {
    const times = Array.from({ length: pairs }, () => timeOnce(ours));
    const skipped = 'scikit-learn is not installed: bench/peers/install.sh';
    return { name, ours: spread(times), skipped, passed: null };
  }
  timeOnce(python(['fit', at('train.csv'), at('model.joblib')]));
  const floor = python(['predict', at('model.joblib'), at('rows.csv'), at('out-peer.csv')]);
  return { name, floor: 'pandas and scikit-learn', ...ratioRow(measurePairs({ ours, floor, pairs }), RATIO) };
}

function fails(call) {
  try {
    call();
    return false;
  } catch {
    return true;
  }
}
