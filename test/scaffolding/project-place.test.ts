import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { enclosingRepository, projectPlace } from '../../src/scaffolding/project-place.ts';
import { resolvePath } from '../../src/scaffolding/resolve-path.ts';
import { caught } from '../data/caught.ts';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'git-model-place-')));
test.after(() => rmSync(root, { recursive: true, force: true }));

test('a folder may be written as people write folders', async () => {
  const place = (written: string) => projectPlace('/home/ada', written);
  assert.is(await place('bikes'), '/home/ada/bikes');
  assert.is(await place('bikes/'), '/home/ada/bikes');
  assert.is(await place('./my bikes'), '/home/ada/my bikes');
  assert.is(await place('../team/bikes'), '/home/team/bikes');
  assert.is(await place('.'), '/home/ada');
  assert.is(await place('/srv/bikes'), '/srv/bikes');
  assert.is(await place('-bikes'), '/home/ada/-bikes');
});

test('a leading ~/ that no shell has seen is the home folder, unless a folder bears that name', async () => {
  assert.is(await resolvePath(root, '~/bikes'), path.join(homedir(), 'bikes'));
  assert.is(await resolvePath(root, '~bob/bikes'), path.join(root, '~bob/bikes'));
  mkdirSync(path.join(root, '~'));
  assert.is(await resolvePath(root, '~/bikes'), path.join(root, '~/bikes'));
});

test('a folder without a name, with a control character or too long a name is refused', async () => {
  for (const written of ['', '/', 'a\nb', 'a\u001b[31mb', 'x'.repeat(201)]) {
    const error = await caught(() => projectPlace('/home/ada', written));
    assert.is(error.code, 'invalid-folder');
    assert.not.match(error.message, /[\n\u001b]/);
  }
});

test('the repository around a folder is found, and none where there is none', async () => {
  assert.is(await enclosingRepository(root), null);
  execFileSync('git', ['init', '--quiet', path.join(root, 'outer')]);
  mkdirSync(path.join(root, 'outer/inner'));
  assert.is(await enclosingRepository(path.join(root, 'outer/inner')), path.join(root, 'outer'));
});

test.run();
