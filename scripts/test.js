// Runs every test file, as many processes at once as there are cores and one more, since some wait: a journey in one of its
// own, other files of one room together. A file that hangs, forgets `test.run()` or runs no test at all is a failure. Ends
// with `N passed, N failed`. `npm test -- releases journeys/promote` runs the files whose path holds one of the words.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { batchesOf } from './suite/batches.js';
import { compileTests } from './suite/compile-tests.js';
import { makeQuickFolder } from './suite/quick-folder.js';
import { endAll, runBatch } from './suite/run-batch.js';
import { withWrittenLines } from './suite/written-lines.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const LIMIT_SECONDS = 300;

const words = process.argv.slice(2);
const files = readdirSync(path.join(root, 'test'), { recursive: true })
  .map(file => String(file).replaceAll(path.sep, '/'))
  .filter(
    file => file.endsWith('.test.ts') && (words.length === 0 || words.some(word => file.includes(word))),
  );

// What a run makes lies in a folder of its own, so that two may run at once.
const kept = path.join(root, '.tests');
const folder = path.join(kept, `run-${process.pid}`);
clearFolders();
// What tests make, for each other or for themselves: whatever one leaves there that was killed goes with the run.
const temporary = makeQuickFolder();
const made = path.join(temporary, 'made');
mkdirSync(made);
mkdirSync(folder);
symlinkSync(temporary, path.join(folder, 'temporary'));
process.on('exit', () => {
  endAll();
  rmSync(temporary, { recursive: true, force: true });
  // Coverage is reckoned after us, from what was run.
  if (!process.env['NODE_V8_COVERAGE']) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

let passed = 0;
let failed = 0;
let skipped = 0;
const seconds = readSeconds();
const started = performance.now();
let queue = [];
try {
  if (files.length > 0) await compileTests(files, folder);
  queue = batchesOf(files, seconds);
} catch {
  // Whatever it is, esbuild has said it.
  failed++;
}
await Promise.all(Array.from({ length: availableParallelism() + 1 }, work));
writeFileSync(path.join(kept, 'seconds.json'), JSON.stringify(seconds));
const taken = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`\n${files.length} files in ${taken} s${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

async function work() {
  for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
    const ran = await runBatch(batch, {
      folder,
      root,
      environment: { ...process.env, TMPDIR: temporary, GIT_MODEL_TEST_MADE: made },
      limitSeconds: LIMIT_SECONDS,
    });
    for (const result of ran) report(result);
    const left = batch.slice(ran.length);
    if (left.length > 0) queue.unshift(left);
  }
}

function report({ file, code, output, seconds: lasted }) {
  const plain = output.replace(/\u001b\[[0-9;]*m/g, '');
  const sum = name =>
    [...plain.matchAll(new RegExp(`^ *${name}: +(\\d+)`, 'gm'))].reduce(
      (total, found) => total + Number(found[1]),
      0,
    );
  const [total, good, left] = [sum('Total'), sum('Passed'), sum('Skipped')];
  passed += good;
  skipped += left;
  const bad = Math.max(total - good, code !== 0 || total + left === 0 ? 1 : 0);
  failed += bad;
  seconds[file] = Number(lasted.toFixed(1));
  if (bad === 0) {
    process.stdout.write(
      `ok    ${file}  ${good} in ${lasted.toFixed(1)} s${left > 0 ? `, ${left} skipped` : ''}\n`,
    );
    return;
  }
  process.stdout.write(
    `FAIL  ${file}${total === 0 ? ' (it ran no test: is test.run() there?)' : ''}\n${withWrittenLines(output, folder, root)}\n`,
  );
}

/** How long files took when they were last run here; nothing where that is not known. */
function readSeconds() {
  try {
    return JSON.parse(readFileSync(path.join(kept, 'seconds.json'), 'utf8'));
  } catch {
    return {};
  }
}

/** What runs left that were killed, or that coverage was reckoned from. */
function clearFolders() {
  mkdirSync(kept, { recursive: true });
  for (const name of readdirSync(kept).filter(name => name.startsWith('run-'))) {
    if (runs(Number(name.slice('run-'.length)))) continue;
    const link = path.join(kept, name, 'temporary');
    if (existsSync(link)) rmSync(readlinkSync(link), { recursive: true, force: true });
    rmSync(path.join(kept, name), { recursive: true });
  }
}

function runs(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
