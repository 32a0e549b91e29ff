// A DVC project with one stage and many experiments, as `dvc exp save` leaves them: commits under refs/exps.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EPOCH } from './sandbox.js';

/** @returns {string} its folder */
export function makeDvcExperiments(sandbox, dvc, count = 1000) {
  const directory = path.join(sandbox.root, 'dvc');
  mkdirSync(directory);
  const write = (name, text) => writeFileSync(path.join(directory, name), text);
  const git = (args, input) => sandbox.git(args, { cwd: directory, input });
  git(['init', '--quiet', '--initial-branch', 'main']);
  sandbox.run(dvc, ['init', '--quiet'], { cwd: directory });
  sandbox.run(dvc, ['config', 'core.analytics', 'false'], { cwd: directory });
  write('params.yaml', 'trees: 5\n');
  write('train.sh', 'cp params.yaml model.txt\nprintf \'{"rmse": 1.5, "mae": 1.2}\' > metrics.json\n');
  write(
    'dvc.yaml',
    'stages:\n  train:\n    cmd: sh train.sh\n    deps: [train.sh]\n    params: [trees]\n    outs: [model.txt]\n    metrics:\n      - metrics.json:\n          cache: false\n',
  );
  sandbox.run(dvc, ['repro', '--quiet'], { cwd: directory });
  git(['add', '--all']);
  git(['commit', '--quiet', '--message', 'Baseline']);
  const baseline = git(['rev-parse', 'HEAD']);
  const folder = `refs/exps/${baseline.slice(0, 2)}/${baseline.slice(2)}`;
  const data = text => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const experiment = number =>
    [
      `commit ${folder}/exp-${String(number).padStart(4, '0')}\n`,
      `committer Bench <bench@example.org> ${Number(EPOCH) + number} +0000\n`,
      data(`dvc: commit experiment ${number}\n`),
      `from ${baseline}\n`,
      `M 100644 inline params.yaml\n${data(`trees: ${5 + number}\n`)}`,
      `M 100644 inline metrics.json\n${data(JSON.stringify({ rmse: 1.5 + Math.sin(number) / 5, mae: 1.2 }))}`,
      '\n',
    ].join('');
  git(['fast-import', '--quiet'], Array.from({ length: count }, (_, i) => experiment(i + 1)).join(''));
  git(['pack-refs', '--all']);
  git(['repack', '-a', '-d', '--quiet']);
  return directory;
}
