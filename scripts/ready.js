// Sees to it that a fresh clone can run: installs what is missing, builds what is out of date. Needs Node and Git alone.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  fail(`Node ${process.versions.node} is too old: 20.19 or newer is needed`);

if (timeOf('package-lock.json') > timeOf('node_modules/.package-lock.json')) {
  // Not `npm ci`: it insists on lock entries for every platform's optional binaries, which not every registry has.
  // `--no-save` takes the locked versions all the same, and leaves the lock file as it is.
  run(
    'npm',
    ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error'],
    'installing what is missing',
  );
}
const sources = Math.max(
  newest('src'),
  timeOf('package.json'),
  timeOf('scripts/build.js'),
  timeOf('scripts/kernels.js'),
);
if (sources > timeOf('dist/built')) run(process.execPath, [path.join(root, 'scripts/build.js')], 'building');

function run(program, args, what) {
  process.stderr.write(`${what} …\n`);
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && program === 'npm',
  });
  if (status !== 0) fail(`${what} failed`);
}

function timeOf(file) {
  const place = path.join(root, file);
  return existsSync(place) ? statSync(place).mtimeMs : 0;
}

function newest(folder) {
  let time = 0;
  for (const entry of readdirSync(path.join(root, folder), { recursive: true })) {
    time = Math.max(time, statSync(path.join(root, folder, entry)).mtimeMs);
  }
  return time;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
