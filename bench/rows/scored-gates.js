import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { measurePairs, spread, timeOnce } from '../measure.js';
import { BINARY } from '../projects/sandbox.js';
import { writeWideCsv } from '../projects/wide-csv.js';

const GATES = 'gates:\n  prod:\n    not-worse: {kind: not-worse, metric: rmse, by: 10%}\n';

/**
 * What a gate that scores both models adds to a promotion: with nothing kept of before, and where the same was asked
 * before. No limit is set for it.
 */
export function measureScoredGates({ sandbox, rows = 20_000, pairs = 5 }) {
  writeWideCsv(path.join(sandbox.root, 'rows.csv'), { rows, seed: 1, target: true });
  sandbox.gitModel(['init', 'wide', '--data', 'rows.csv', '--target', 'y', '--quiet']);
  const cwd = path.join(sandbox.root, 'wide');
  const git = (...args) => sandbox.git(args, { cwd });
  const plain = git('rev-parse', 'prod');
  appendFileSync(path.join(cwd, 'mv.yaml'), GATES);
  git('commit', '--quiet', '--all', '--message', 'A gate');
  const gated = git('rev-parse', 'prod');
  const deeper = ['experiment', 'deeper', '--set', 'model.min_samples_leaf=2', '--quiet'];
  sandbox.gitModel(deeper, { cwd });
  sandbox.gitModel(['train', '--quiet'], { cwd });
  const promote = (tip, { forget }) => ({
    args: [BINARY, 'promote', 'deeper', 'prod', '--json'],
    cwd,
    env: sandbox.environment,
    before() {
      git('update-ref', 'refs/heads/prod', tip);
      if (forget) sandbox.run('rm', ['-rf', '.git/mv/scores'], { cwd });
    },
  });
  const { ours, floor } = measurePairs({
    ours: promote(gated, { forget: true }),
    floor: promote(plain, { forget: false }),
    pairs,
  });
  timeOnce(promote(gated, { forget: true }));
  const again = spread(Array.from({ length: pairs }, () => timeOnce(promote(gated, { forget: false }))));
  const name = `mv promote with a gate that scores both models on ${(rows / 5).toLocaleString('en')} rows`;
  const reported = { limit: null, passed: null };
  return [
    { name, floor: 'without gates', ours, floorTime: floor, ...reported },
    { name: 'the same again', floor: 'without gates', ours: again, floorTime: floor, ...reported },
  ];
}
