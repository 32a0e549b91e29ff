import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeName, encodeName } from '../../../src/repository/git/names.ts';
import { editTree, type Replacement } from '../../../src/repository/objects/edit-tree.ts';
import { withObjectReader } from '../../../src/repository/objects/object-reader.ts';
import { EMPTY_TREE, entryAt, parseTree, readTree } from '../../../src/repository/objects/trees.ts';
import { makeRepository } from '../repository-folder.ts';

const BLOB = { mode: '100644', id: '3'.repeat(40) } as const;

test('a tree is edited by path: added, replaced, taken away; folders come and go with what they hold', async () => {
  const repository = makeRepository();
  const { directory, git } = repository;
  const list = (tree: string) => git(['ls-tree', '-r', '--name-only', tree]).split('\n').filter(Boolean);
  await withObjectReader(directory, async reader => {
    const edit = (root: string, changes: [string, Replacement][]) =>
      editTree({ reader, directory, root, changes: new Map(changes) });
    const first = await edit(EMPTY_TREE, [
      ['src/a.js', BLOB],
      ['src/deep/er/b.js', BLOB],
      ['src.md', BLOB],
      ['a-b', BLOB],
      ['a/b', BLOB],
    ]);
    assert.equal(list(first), ['a-b', 'a/b', 'src.md', 'src/a.js', 'src/deep/er/b.js']);
    assert.is(git(['fsck', '--no-dangling', '--connectivity-only', '--no-progress']), '');
    const second = await edit(first, [
      ['src/deep/er/b.js', null],
      ['a/b', null],
      ['a-b', null],
      ['nowhere/at/all', null],
      ['data', { mode: '160000', id: '4'.repeat(40) }],
    ]);
    assert.equal(list(second), ['data', 'src.md', 'src/a.js']);
    assert.is(
      (await edit(second, [
        ['src', null],
        ['src.md', null],
        ['data', null],
      ])) === EMPTY_TREE,
      true,
    );
    // A file where a folder was, and a folder where a file was.
    const third = await edit(first, [
      ['src', { mode: '100644', id: BLOB.id }],
      ['src.md/inside', BLOB],
    ]);
    assert.equal(list(third), ['a-b', 'a/b', 'src', 'src.md/inside']);
    assert.is((await entryAt(reader, third, 'src.md/inside'))?.id, BLOB.id);
    assert.is(await entryAt(reader, third, 'src/a.js'), null);
    assert.is(await edit(first, [['src/a.js', BLOB]]), first, 'the same content is the same tree');
  });
  repository.remove();
});

test('names that are no UTF-8 come through an edit unharmed, two that look alike too', async () => {
  const repository = makeRepository();
  const { directory, git } = repository;
  const blob = git(['hash-object', '-w', '--stdin'], 'x');
  const names = [Buffer.from('caf\xe9', 'latin1'), Buffer.from('caf\xe8', 'latin1'), Buffer.from('café')];
  const tree = git(
    ['mktree', '-z'],
    Buffer.concat(names.flatMap(name => [Buffer.from(`100644 blob ${blob}\t`), name, Buffer.of(0)])),
  );
  await withObjectReader(directory, async reader => {
    const edited = await editTree({ reader, directory, root: tree, changes: new Map([['new', BLOB]]) });
    const back = await editTree({ reader, directory, root: edited, changes: new Map([['new', null]]) });
    assert.is.not(edited, tree);
    assert.is(back, tree);
    assert.equal((await readTree(reader, tree)).length, 3);
  });
  repository.remove();
});

test('any bytes are a name and back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), bytes => {
      const name = Buffer.from(bytes);
      assert.ok(encodeName(decodeName(name)).equals(name));
    }),
  );
  assert.is(decodeName(Buffer.of(0x61, 0xe9)), 'a\udce9');
  assert.is(decodeName(Buffer.from('日本 🚲')), '日本 🚲');
  assert.is(decodeName(Buffer.from('real \ufffd')), 'real \ufffd');
});

test('a tree that is missing is a failure, never an empty folder', async () => {
  const repository = makeRepository();
  const { directory } = repository;
  await withObjectReader(directory, async reader => {
    for (const root of ['5'.repeat(40), 'refs/heads/nowhere^{tree}']) {
      const error = await editTree({ reader, directory, root, changes: new Map([['a', BLOB]]) }).catch(
        caught => caught,
      );
      assert.is(error.code, 'object-missing');
    }
  });
  repository.remove();
});

test('modes are six digits, as git ls-tree prints them', () => {
  const id = Buffer.alloc(20, 7);
  const bytes = Buffer.concat([Buffer.from('40000 folder\0'), id, Buffer.from('100644 file\0'), id]);
  assert.equal(parseTree(bytes), [
    { mode: '040000', name: 'folder', id: '07'.repeat(20) },
    { mode: '100644', name: 'file', id: '07'.repeat(20) },
  ]);
});

test.run();
