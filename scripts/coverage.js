// Coverage of src/ over the whole suite, the processes that tests start included: `npm run coverage`.

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (args, environment = {}) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } })
    .status ?? 1;

run(['scripts/build.js'], { GIT_MODEL_SOURCE_MAPS: '1' });
const status = run([
  path.join(root, 'node_modules/c8/bin/c8.js'),
  '--include=src/**',
  '--exclude-after-remap',
  '--reporter=text-summary',
  '--reporter=lcov',
  process.execPath,
  'scripts/test.js',
  ...process.argv.slice(2),
]);
// The build with maps is larger: the next command makes the usual one.
rmSync(path.join(root, 'dist/built'), { force: true });
process.exitCode = status;
