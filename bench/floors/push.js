// The least that publishing can cost: one git push that looks at its submodules by itself.
// node bench/floors/push.js <folder>

import { execFileSync } from 'node:child_process';

const [cwd] = process.argv.slice(2);
execFileSync('git', ['push', '--quiet', '--recurse-submodules=on-demand', 'origin', 'prod'], { cwd });
