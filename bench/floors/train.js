// The least that "there is nothing to train" can cost: what stands on the branch, and whether the tree was edited.
// node bench/floors/train.js [folder]

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const cwd = process.argv[2] ?? process.cwd();
const git = (...args) => promisify(execFile)('git', args, { cwd });
await git('rev-parse', '--show-toplevel', '--git-dir', '--git-common-dir');
await Promise.all([
  git('symbolic-ref', 'HEAD'),
  git('show', 'HEAD:models/provenance.json', 'HEAD:metrics/model.json', 'refs/heads/prod:mv.yaml'),
  git('ls-tree', 'HEAD'),
  git(
    'status',
    '--porcelain=v2',
    '-z',
    '--untracked-files=all',
    '--',
    'src',
    'mv.yaml',
    'data',
    'models',
    'metrics',
  ),
]);
