// The least that a release can cost: merge two branches, commit, move the ref.
// node bench/floors/promote.js <folder> <environment> <branch>

import { execFileSync } from 'node:child_process';

const [cwd, environment, branch] = process.argv.slice(2);
const git = (...args) => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();
const tree = git('merge-tree', '--write-tree', environment, branch);
const commit = git('commit-tree', '-p', environment, '-p', branch, '-m', `Promote ${branch}`, tree);
git('update-ref', `refs/heads/${environment}`, commit);
process.stdout.write(`${commit}\n`);
