import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keptScores } from '../../src/scoring/kept-scores.ts';

async function withFolder(use: (commonDirectory: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'git-model-test-'));
  await use(folder);
  await rm(folder, { recursive: true });
}

test('what was written is read, by all that it follows from and by nothing else', () =>
  withFolder(async commonDirectory => {
    const kept = keptScores({ commonDirectory });
    assert.is(await kept.read(['a', 1]), null);
    await kept.write(['a', 1], Buffer.from('one'));
    assert.is((await kept.read(['a', 1]))?.toString(), 'one');
    assert.is(await kept.read(['a', 2]), null);
    const [name] = await readdir(`${commonDirectory}/mv/scores`);
    await writeFile(`${commonDirectory}/mv/scores/${name}`, 'cut short');
    assert.is(await kept.read(['a', 1]), null);
  }));

test('what was not looked at for longest gives way, and what is too large is not kept', () =>
  withFolder(async commonDirectory => {
    // An entry has 32 bytes of digest besides.
    const kept = keptScores({ commonDirectory }, 1000);
    const pause = () => new Promise(resolve => setTimeout(resolve, 20));
    for (const name of ['a', 'b', 'c', 'd']) {
      await kept.write([name], Buffer.alloc(200));
      await pause();
    }
    await kept.read(['a']);
    await pause();
    await kept.write(['e'], Buffer.alloc(200));
    const found = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(name => kept.read([name])));
    assert.equal(
      found.map(bytes => bytes !== null),
      [true, false, true, true, true],
    );
    await kept.write(['large'], Buffer.alloc(300));
    assert.is(await kept.read(['large']), null);
  }));

test('where nothing can be written all goes on', () =>
  withFolder(async commonDirectory => {
    await writeFile(`${commonDirectory}/mv`, 'a file where the folder belongs');
    const kept = keptScores({ commonDirectory });
    await kept.write(['a'], Buffer.from('one'));
    assert.is(await kept.read(['a']), null);
  }));

test.run();
