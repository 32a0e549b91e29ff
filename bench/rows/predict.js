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
/** How much more memory three times the rows may take: none but what the collector has not looked at yet. */
const MEMORY = 1.3;
const TRAINING_ROWS = 20_000;

/**
 * From CSV to CSV with models of 100 trees, fitted to the same rows: `mv predict`, with all that it starts, beside
 * pandas.read_csv, predict of scikit-learn's equal on all cores, and to_csv.
 */
export function measurePredict({ sandbox, rows = 1_000_000, pairs = 2 }) {
  const at = name => path.join(sandbox.root, name);
  writeWideCsv(at('train.csv'), { rows: TRAINING_ROWS, seed: 1, target: true });
  writeWideCsv(at('rows.csv'), { rows, seed: 2, target: false });
  writeWideCsv(at('fewer.csv'), { rows: 0.3 * rows, seed: 2, target: false });
  const env = sandbox.environment;
  const python = findPython(env);
  const measured = [];
  for (const kind of ['random-forest', 'gradient-boosting']) {
    sandbox.gitModel([
      ...['init', kind, '--data', 'train.csv', '--target', 'y', '--set', `model.kind=${kind}`, '--quiet'],
    ]);
    const predict = csv => ({
      args: [BINARY, 'predict', 'prod', at(csv), '--output', at('out.csv'), '--quiet'],
      cwd: at(kind),
      env,
    });
    const name = `mv predict, ${kind}, ${rows.toLocaleString('en')} x 20 from CSV to CSV`;
    measured.push(besideScikitLearn({ name, kind, python, ours: predict('rows.csv'), at, env, pairs }));
    const megabytes = ['fewer.csv', 'rows.csv'].map(csv => peakMemory(predict(csv)));
    measured.push({
      name: 'the same, memory',
      value: { amount: megabytes[1], unit: 'MB' },
      limit: { what: `for 0.3 of the rows ${megabytes[0].toFixed(0)} MB, times`, most: MEMORY },
      passed: megabytes[1] <= MEMORY * megabytes[0],
    });
  }
  return measured;
}

/** Python with the peers in it; null where there is none. */
function findPython(env) {
  const program = path.join(peersFolder(), 'venv/bin/python');
  if (!existsSync(program)) return null;
  try {
    timeOnce({ program, args: ['-c', 'import sklearn, pandas'], env });
    return program;
  } catch {
    return null;
  }
}

function besideScikitLearn({ name, kind, python, ours, at, env, pairs }) {
  if (python === null) {
    const times = Array.from({ length: pairs }, () => timeOnce(ours));
    const skipped = 'scikit-learn is not installed: bench/peers/install.sh';
    return { name, ours: spread(times), skipped, passed: null };
  }
  const model = at(`${kind}.joblib`);
  const run = args => ({ program: python, args: [PEER, ...args], env });
  timeOnce(run(['fit', kind, at('train.csv'), model]));
  const floor = run(['predict', model, at('rows.csv'), at('out-peer.csv')]);
  return { name, floor: 'pandas and scikit-learn', ...ratioRow(measurePairs({ ours, floor, pairs }), RATIO) };
}
