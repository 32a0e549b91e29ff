// The least that a comparison of all branches can cost: list the refs, read the same objects in one batch, drop them.
// node bench/floors/compare.js [folder]

import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const cwd = process.argv[2] ?? process.cwd();
const { stdout } = await promisify(execFile)(
  'git',
  ['for-each-ref', '--format=%(objectname)', 'refs/heads/'],
  {
    cwd,
    maxBuffer: 2 ** 30,
  },
);
const commits = stdout.trimEnd().split('\n');
const names = commits.flatMap(id => [
  `${id}^{tree}`,
  `${id}:metrics/model.json`,
  `${id}:models/provenance.json`,
]);
const reader = spawn('git', ['cat-file', '--batch'], { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
let bytes = 0;
reader.stdout.on('data', chunk => {
  bytes += chunk.length;
});
reader.stdin.end(`${names.join('\n')}\n`);
await new Promise(resolve => reader.on('close', resolve));
process.stdout.write(`${names.length} objects, ${bytes} bytes\n`);
