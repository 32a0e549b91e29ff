// What `npm test` notices: several files share a process, and each must be judged as if it had one of its own.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { batchesOf } from '../scripts/suite/batches.js';
import { runBatch } from '../scripts/suite/run-batch.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'git-model-suite-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const UVU = JSON.stringify(import.meta.resolve('uvu'));
const passing = (inside = '') => `test('passes', () => { ${inside} });\ntest.run();\n`;

/** Runs files of these names and contents as one batch; `ran` says which were begun. */
async function run(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files))
    writeFileSync(path.join(folder, `${name}.test.js`), `import { test } from ${UVU};\n${text}`);
  const ran: { file: string; code: number; output: string }[] = await runBatch(
    Object.keys(files).map(name => `${name}.test.ts`),
    { folder, root, environment: process.env, limitSeconds: 3 },
  );
  return ran.map(({ file, code, output }) => ({
    file: file.slice(0, -'.test.ts'.length),
    code,
    output,
    total: Number(/Total: +(\d+)/.exec(output)?.[1] ?? Number.NaN),
  }));
}

const brief = (ran: Awaited<ReturnType<typeof run>>) =>
  ran.map(({ file, code, total }) => [file, code, total]);

test('each file is counted by itself, and one that fails is not another one', async () => {
  const failing = `test('fails', () => { throw new Error('no'); });\n${passing()}`;
  assert.equal(brief(await run({ one: passing(), two: failing, three: passing() })), [
    ['one', 0, 1],
    ['two', 1, 2],
    ['three', 0, 1],
  ]);
});

test('a file that forgets test.run() ran no test, wherever it stands', async () => {
  const forgets = `test('is never run', () => {});\n`;
  assert.equal(brief(await run({ forgets, last: forgets })), [
    ['forgets', 0, 0],
    ['last', 0, 0],
  ]);
});

test('a file that ends the process answers for it, and those after it are not taken for run', async () => {
  for (const ending of [
    'process.exit(0)',
    'process.kill(process.pid, "SIGSEGV")',
    'setTimeout(() => { throw 1 })',
  ])
    assert.equal(
      brief(
        await run({
          one: passing(),
          two: passing(`${ending}; return new Promise(() => {});`),
          three: passing(),
        }),
      ),
      [
        ['one', 0, 1],
        ['two', 1, Number.NaN],
      ],
    );
});

test('a file that leaves the process other than it was is the last in it', async () => {
  for (const change of [
    'process.env.LEFT = "1"',
    'process.chdir("/")',
    'process.umask(0)',
    'globalThis.left = 1',
    'process.on("SIGINT", () => {})',
  ])
    assert.equal(brief(await run({ one: passing(change), two: passing() })), [['one', 0, 1]], change);
});

test('a file that leaves something open is ended and named', async () => {
  const [one, ...others] = await run({ one: passing('setInterval(() => {}, 1000)'), two: passing() });
  assert.equal([one.file, one.code, one.total, others], ['one', 1, 1, []]);
  assert.match(one.output, 'still running after 3 s: ended');
});

test('journeys are alone, neighbours of a room are together, and what took long comes first', () => {
  const files = [
    'a/one.test.ts',
    'a/two.test.ts',
    'b/one.test.ts',
    'journeys/known.test.ts',
    'journeys/new.test.ts',
  ];
  assert.equal(batchesOf(files, { 'a/one.test.ts': 8, 'a/two.test.ts': 4, 'journeys/known.test.ts': 20 }), [
    ['journeys/known.test.ts'],
    ['a/one.test.ts', 'a/two.test.ts'],
    ['journeys/new.test.ts'],
    ['b/one.test.ts'],
  ]);
});

test.run();
