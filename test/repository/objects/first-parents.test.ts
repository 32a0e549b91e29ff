import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mergeBases } from '../../../src/repository/history/merge-bases.ts';
import { firstParents, leadsStraightTo } from '../../../src/repository/objects/first-parents.ts';
import { withObjectReader } from '../../../src/repository/objects/object-reader.ts';
import { Sandbox } from '../../support/project.ts';

const sandbox = await Sandbox.make();
test.after(() => sandbox.remove());
const directory = sandbox.path('line');
await sandbox.git(['init', '--quiet', directory]);
const tree = await sandbox.git(['write-tree'], { directory });
let made = 0;
const commit = (...parents: string[]) =>
  // Each with a message of its own: alike and of one second, two would be the same commit.
  sandbox.git(['commit-tree', ...parents.flatMap(parent => ['-p', parent]), '-m', `${made++}`, tree], {
    directory,
  });

// Longer than what is read one by one, with a merge near its end.
const line = [await commit()];
for (let at = 1; at < 14; at++) line.unshift(await commit(line[0]));
const side = await commit(line[1]);
const merge = await commit(line[0], side);
const after = await commit(merge);

test('the line read commit by commit is the one that git gives, short or long', () =>
  withObjectReader(directory, async reader => {
    for (const tip of [after, merge, side, ...line]) {
      assert.equal(await firstParents(directory, tip, reader), await firstParents(directory, tip));
    }
    assert.is((await firstParents(directory, after, reader)).length, 16);
  }));

test('a branch leads straight to where it began, and by a merge, a long way or not at all it does not', () =>
  withObjectReader(directory, async reader => {
    assert.is(await leadsStraightTo(directory, after, merge, reader), true);
    assert.is(await leadsStraightTo(directory, merge, merge, reader), true);
    assert.is(await leadsStraightTo(directory, after, line[0], reader), false);
    assert.is(await leadsStraightTo(directory, line[0], line[12], reader), true);
    assert.is(await leadsStraightTo(directory, line[0], line[13], reader), false);
    assert.is(await leadsStraightTo(directory, line[1], line[0], reader), false);
    for (const [ours, theirs] of [
      [merge, after],
      [line[3], line[0]],
      [line[13], line[0]],
      [line[0], line[3]],
      [side, line[0]],
      [side, merge],
    ]) {
      const what = { directory, ours, theirs, rewrites: new Map() };
      assert.equal(await mergeBases({ ...what, reader }), await mergeBases(what));
    }
  }));

test('where parents are grafted, git says which count', () =>
  withObjectReader(directory, async reader => {
    mkdirSync(`${directory}/.git/info`, { recursive: true });
    writeFileSync(`${directory}/.git/info/grafts`, `${line[2]}\n`);
    assert.equal(await firstParents(directory, line[0], reader), line.slice(0, 3));
    assert.is(await leadsStraightTo(directory, line[0], line[4], reader), false);
  }));

test.run();
