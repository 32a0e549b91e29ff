// Runs every test file in a process of its own, as many at once as there are cores, each with a time limit: a file
// that hangs, forgets `test.run()` or runs no test at all is a failure. Ends with `N passed, N failed`.
// `npm test -- releases journeys/promote` runs the files whose path holds one of the words.

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const LIMIT_SECONDS = 180;

const words = process.argv.slice(2);
const files = readdirSync(path.join(root, 'test'), { recursive: true })
  .map(String)
  .filter(
    file => file.endsWith('.test.ts') && (words.length === 0 || words.some(word => file.includes(word))),
  )
  // The long stories first, so that the last process to end is a short one.
  .sort(
    (one, other) =>
      Number(other.startsWith('journeys')) - Number(one.startsWith('journeys')) || (one < other ? -1 : 1),
  );

let passed = 0;
let failed = 0;
let skipped = 0;
const started = performance.now();
const queue = [...files];
await Promise.all(Array.from({ length: availableParallelism() }, work));
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`\n${files.length} files in ${seconds} s${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

async function work() {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) report(file, await runFile(file));
}

function runFile(file) {
  return new Promise(resolve => {
    const clock = performance.now();
    const child = spawn(process.execPath, ['--import', 'tsx', path.join('test', file)], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    const take = chunk => {
      output += chunk;
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const timer = setTimeout(() => {
      output += `\nstill running after ${LIMIT_SECONDS} s: ended\n`;
      process.kill(-child.pid, 'SIGKILL');
    }, LIMIT_SECONDS * 1000);
    child.on('close', code => {
      clearTimeout(timer);
      resolve({ code, output, seconds: (performance.now() - clock) / 1000 });
    });
  });
}

function report(file, { code, output, seconds }) {
  const plain = output.replace(/\u001b\[[0-9;]*m/g, '');
  const sum = name =>
    [...plain.matchAll(new RegExp(`^ *${name}: +(\\d+)`, 'gm'))].reduce(
      (total, found) => total + Number(found[1]),
      0,
    );
  const [total, good, left] = [sum('Total'), sum('Passed'), sum('Skipped')];
  passed += good;
  skipped += left;
  const bad = Math.max(total - good - left, code !== 0 || total === 0 ? 1 : 0);
  failed += bad;
  if (bad === 0) {
    process.stdout.write(
      `ok    ${file}  ${good} in ${seconds.toFixed(1)} s${left > 0 ? `, ${left} skipped` : ''}\n`,
    );
    return;
  }
  process.stdout.write(
    `FAIL  ${file}${total === 0 ? ' (it ran no test: is test.run() there?)' : ''}\n${output}\n`,
  );
}
