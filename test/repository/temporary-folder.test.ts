import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { removeLeftBehind, withTemporaryFolder } from '../../src/repository/temporary-folder.ts';

test('a folder is there while it is used and gone afterwards, also where its use fails', async () => {
  let seen = '';
  const given = await withTemporaryFolder('test', async folder => {
    seen = folder;
    assert.ok(existsSync(folder));
    assert.match(path.basename(folder), new RegExp(`^git-model-test-${process.pid}-`));
    return 7;
  });
  assert.is(given, 7);
  assert.is(existsSync(seen), false);
  await withTemporaryFolder('test', async folder => {
    seen = folder;
    throw new Error('on purpose');
  }).catch(error => assert.is(error.message, 'on purpose'));
  assert.is(existsSync(seen), false);
});

test('what a killed command left is removed after a day; the young, the living and the foreign stay', async () => {
  const parent = mkdtempSync(path.join(tmpdir(), 'git-model-test-left-'));
  const dead = await new Promise<number>(resolve => {
    const child = spawn('true');
    child.on('exit', () => resolve(child.pid!));
  });
  const now = Date.now();
  const names: [string, number][] = [
    [`git-model-src-${dead}-aB3xyZ`, 25],
    [`git-model-blobs-${dead}-aB3xyZ`, 23],
    [`git-model-src-${process.pid}-aB3xyZ`, 25],
    ['git-model-test-aB3xyZ', 25],
    [`somebody-else-${dead}-aB3xyZ`, 25],
  ];
  for (const [name, hours] of names) {
    mkdirSync(path.join(parent, name, 'inside'), { recursive: true });
    const then = (now - hours * 3_600_000) / 1000;
    utimesSync(path.join(parent, name), then, then);
  }
  await removeLeftBehind(parent, now);
  assert.equal(
    readdirSync(parent).sort(),
    names
      .slice(1)
      .map(([name]) => name)
      .sort(),
  );
  await removeLeftBehind(path.join(parent, 'nowhere'), now);
  rmSync(parent, { recursive: true });
});

test.run();
