// What V8 compiled is kept between calls on Node 20; whatever is wrong with what was kept, the program runs.

import { chmodSync, existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runProgram, Sandbox, testEnvironment } from '../support/project.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sandbox = await Sandbox.make();
test.after(() => sandbox.remove());
const program = sandbox.path('program');
const compiled = path.join(program, 'dist/compiled');
await mkdir(path.join(program, 'dist'), { recursive: true });
for (const part of ['bin', 'dist/cli.cjs', 'dist/chunks', 'package.json']) {
  await cp(path.join(root, part), path.join(program, part), { recursive: true });
}

const help = (words: readonly string[] = ['help', 'train'], env: Record<string, string> = {}) =>
  runProgram(process.execPath, [path.join(program, 'bin/git-model.js'), ...words], {
    directory: sandbox.root,
    environment: testEnvironment(sandbox.home, { NODE_V8_COVERAGE: undefined, ...env }),
  });
const [major, minor] = process.versions.node.split('.').map(Number);
const keeps = major < 22 || (major === 22 && minor === 0);
const check = keeps ? test : test.skip;

check('the first call of a command leaves a file, the second reads it and writes none', async () => {
  const first = await help();
  const [name, ...more] = await readdir(compiled);
  assert.equal(more, []);
  assert.match(name, `help-${process.version}`);
  const before = await readFile(path.join(compiled, name));
  assert.is((await help()).stdout, first.stdout);
  assert.equal(await readFile(path.join(compiled, name)), before);
  await help(['completion', 'bash']);
  assert.is((await readdir(compiled)).length, 2);
});

check('garbage, an empty file and code of other files are passed over, and replaced', async () => {
  const expected = (await help()).stdout;
  const name = (await readdir(compiled)).find(file => file.startsWith('help-'))!;
  const good = await readFile(path.join(compiled, name));
  const header = good.subarray(0, good.indexOf(10) + 1);
  const stamps = JSON.parse(header.toString());
  const wrongCode = Buffer.concat([header, Buffer.alloc(good.length - header.length, 7)]);
  const wrongStamps = Buffer.concat([
    Buffer.from(
      `${JSON.stringify(stamps.map(([stamp, length]: [string, number]) => [`${stamp}x`, length]))}\n`,
    ),
    good.subarray(header.length),
  ]);
  for (const bytes of [
    Buffer.from('garbage'),
    Buffer.alloc(0),
    wrongCode,
    wrongStamps,
    good.subarray(0, 5000),
  ]) {
    await writeFile(path.join(compiled, name), bytes);
    const { exitCode, stdout, stderr } = await help();
    assert.equal([exitCode, stdout, stderr], [0, expected, '']);
    const again = await readFile(path.join(compiled, name));
    assert.is(again.length > good.length / 2, true);
  }
});

check('what a call does not load stays for the calls that do, as long as its file is the same', async () => {
  await help();
  const name = (await readdir(compiled)).find(file => file.startsWith('help-'))!;
  const kept = await readFile(path.join(compiled, name));
  const [, ...stamps] = JSON.parse(kept.subarray(0, kept.indexOf(10)).toString()) as [string, number][];
  const unloaded = path.join(program, 'bin/git-model.js');
  const { size, mtimeMs } = await stat(unloaded);
  const other = `${size} ${mtimeMs} ${unloaded}`;
  // The code of the first file is not there, so a new cache is written.
  const header = JSON.stringify([[other, 3], [`1 1 ${program}/gone`, 4], ...stamps]);
  const code = kept.subarray(kept.length - stamps.reduce((sum, [, bytes]) => sum + bytes, 0));
  await writeFile(path.join(compiled, name), Buffer.concat([Buffer.from(`${header}\nabcdefg`), code]));
  await help();
  const after = await readFile(path.join(compiled, name));
  const now = JSON.parse(after.subarray(0, after.indexOf(10)).toString()) as [string, number][];
  assert.is(now.length, stamps.length + 2);
  assert.equal(now.at(-1), [other, 3]);
  assert.is(after.subarray(-3).toString(), 'abc');
});

check('a program that was built anew is compiled anew', async () => {
  await help();
  // Another text of the same length: V8 itself would not see the difference.
  for (const name of await readdir(path.join(program, 'dist'), { recursive: true })) {
    if (!name.endsWith('.cjs')) continue;
    const file = path.join(program, 'dist', name);
    const text = await readFile(file, 'utf8');
    if (text.includes('fit on this')) await writeFile(file, text.replace('fit on this', 'fit 0n this'));
  }
  assert.match((await help()).stdout, 'Fit 0n this');
});

check(
  'where the folder of the program is not ours to write, the cache of this user is used, or none',
  async () => {
    if (process.getuid?.() === 0) {
      // Nothing is closed to root: a file in the way is.
      await rm(compiled, { recursive: true, force: true });
      await writeFile(compiled, '');
    } else chmodSync(path.join(program, 'dist'), 0o555);
    const cache = sandbox.path('cache');
    const first = await help(['help'], { XDG_CACHE_HOME: cache });
    assert.is(first.exitCode, 0);
    assert.match((await readdir(path.join(cache, 'git-model'))).join(), 'help-');
    const nowhere = await help(['help'], { XDG_CACHE_HOME: '/dev/null/nowhere' });
    assert.equal([nowhere.exitCode, nowhere.stderr], [0, '']);
    assert.is(existsSync('/dev/null/nowhere'), false);
  },
);

check('only plain words become names of files', async () => {
  const cache = sandbox.path('names');
  for (const word of ['../../escape', '/etc/passwd', 'x'.repeat(300), '']) {
    await help([word], { XDG_CACHE_HOME: cache });
  }
  assert.equal(
    (await readdir(path.join(cache, 'git-model'))).map(name => name.split('-')[0]),
    ['other'],
  );
});

test('the program runs on whatever Node this is', async () => {
  assert.is((await help()).exitCode, 0);
});

test.run();
