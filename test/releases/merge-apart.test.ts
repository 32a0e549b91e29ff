// What needs no merge comes out as Git would merge it.

import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mergeApart } from '../../src/releases/merge-apart.ts';
import { mergeTrees } from '../../src/repository/history/merge.ts';
import { editTree } from '../../src/repository/objects/edit-tree.ts';
import { type ObjectReader, openObjectReader } from '../../src/repository/objects/object-reader.ts';
import { EMPTY_TREE, readTree } from '../../src/repository/objects/trees.ts';
import { makeRepository } from '../repository/repository-folder.ts';

const folder = makeRepository();
const { directory } = folder;
const repository = { directory, gitDirectory: `${directory}/.git` };
const reader: ObjectReader = openObjectReader(directory);
test.after(async () => {
  await reader.close();
  folder.remove();
});
folder.git(['hash-object', '-w', '-t', 'tree', '--stdin'], '');

type Files = Record<string, string>;

async function treeOf(files: Files): Promise<string> {
  const changes = new Map();
  for (const [path, text] of Object.entries(files)) {
    const id = folder.git(['hash-object', '-w', '--stdin'], text);
    changes.set(path, { mode: '100644', id });
  }
  if (changes.size === 0) return EMPTY_TREE;
  return editTree({ reader, directory, root: EMPTY_TREE, changes });
}

const entriesOf = async (tree: string) =>
  new Map((await readTree(reader, tree)).map(({ name, mode, id }) => [name, { mode, id }]));

/** The tree that it gives, or null where it leaves the merge to Git. */
async function apart(base: Files, ours: Files, theirs: Files): Promise<string | null> {
  const trees = await Promise.all([base, ours, theirs].map(treeOf));
  const [before, left, right] = await Promise.all(trees.map(entriesOf));
  const changes = await mergeApart(reader, { base: before, ours: left, theirs: right });
  return (
    changes && (changes.size === 0 ? trees[1] : editTree({ reader, directory, root: trees[1], changes }))
  );
}

const BASE = { 'src/a.js': 'a\n', 'src/lib/b.js': 'b\n', 'docs/c.md': 'c\n', 'README.md': 'r\n' };

test('changes of different files meet, in folders that both touched too', async () => {
  const ours = { ...BASE, 'src/lib/b.js': 'ours\n', 'docs/new.md': 'n\n' };
  const theirs = { ...BASE, 'src/a.js': 'theirs\n', 'README.md': 'theirs\n', 'tools/x.sh': 'x\n' };
  assert.is(
    await apart(BASE, ours, theirs),
    await treeOf({
      ...BASE,
      'src/lib/b.js': 'ours\n',
      'docs/new.md': 'n\n',
      'src/a.js': 'theirs\n',
      'README.md': 'theirs\n',
      'tools/x.sh': 'x\n',
    }),
  );
});

test('the same change on both sides is one change', async () => {
  const same = { ...BASE, 'src/a.js': 'same\n', 'src/new.js': 'new\n' };
  assert.is(
    await apart(BASE, { ...same, 'README.md': 'ours\n' }, same),
    await treeOf({ ...same, 'README.md': 'ours\n' }),
  );
});

test('one file changed on both sides is left to Git', async () => {
  assert.is(await apart(BASE, { ...BASE, 'src/a.js': '1\n' }, { ...BASE, 'src/a.js': '2\n' }), null);
  assert.is(await apart(BASE, { ...BASE, 'x.md': '1\n' }, { ...BASE, 'x.md': '2\n' }), null);
});

test('what may be half of a rename is left to Git', async () => {
  const { 'src/a.js': text, ...without } = BASE;
  const renamed = { ...without, 'src/renamed.js': text };
  assert.is(await apart(BASE, renamed, { ...BASE, 'src/a.js': 'edited\n' }), null);
  assert.is(await apart(BASE, { ...BASE, 'src/lib/b.js': 'edited\n' }, renamed), null);
});

test('a file where the other side has a folder is left to Git', async () => {
  assert.is(await apart(BASE, { ...BASE, 'x/y': '1\n' }, { ...BASE, x: '2\n' }), null);
});

test('wherever it answers, git merge-tree answers the same', async () => {
  const files = fc.dictionary(
    fc.constantFrom('a', 'b', 'd/a', 'd/b', 'd/e/a', 'd/e/b', 'f/a'),
    fc.constantFrom('1\n', '2\n', '3\n'),
    { minKeys: 1, noNullPrototype: true },
  );
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(files, files, files, async (base, left, right) => {
      // Sides that keep most of the base: otherwise nearly every case is a conflict.
      const [ours, theirs] = [
        { ...base, ...left },
        { ...base, ...right },
      ];
      const tree = await apart(base, ours, theirs);
      if (tree === null) return;
      answered++;
      const names = { ours: 'ours', theirs: 'theirs' };
      const merged = await mergeTrees({
        repository,
        bases: [{ tree: await treeOf(base), bases: [] }],
        ours: await treeOf(ours),
        theirs: await treeOf(theirs),
        names,
      });
      assert.equal(merged, { status: 'clean', tree });
    }),
    { numRuns: 30, seed: 1 },
  );
  assert.ok(answered >= 8, `only ${answered} cases were decided`);
});

test.run();
