import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mergeTrees } from '../../../src/repository/history/merge.ts';
import { withAttributesOf } from '../../../src/repository/history/merge-attributes.ts';
import { mergeBases } from '../../../src/repository/history/merge-bases.ts';
import { Sandbox } from '../../support/project.ts';

/** A bare-bones repository in which trees are made from path -> text. */
async function repository() {
  const sandbox = await Sandbox.make();
  const directory = sandbox.path('r');
  await sandbox.git(['init', '--quiet', '--initial-branch=main', directory]);
  const git = (args: string[], input?: string, env?: Record<string, string>) =>
    sandbox.git(args, { directory, input, env });
  return {
    sandbox,
    git,
    repository: { directory, gitDirectory: sandbox.path('r', '.git') },
    async tree(files: Record<string, string>): Promise<string> {
      const index = { GIT_INDEX_FILE: sandbox.path(`index-${Object.keys(files).length}-${Math.random()}`) };
      for (const [file, text] of Object.entries(files)) {
        const id = await git(['hash-object', '-w', '--stdin'], text);
        await git(['update-index', '--add', '--cacheinfo', `100644,${id},${file}`], undefined, index);
      }
      return git(['write-tree'], undefined, index);
    },
    commit: (tree: string, ...parents: string[]) =>
      git(['commit-tree', ...parents.flatMap(parent => ['-p', parent]), '-m', 'x', tree]),
  };
}

const NAMES = { ours: 'prod', theirs: 'feature' };

test('a clean merge gives the tree; no ref, index or file is touched', async () => {
  const { sandbox, git, repository: place, tree } = await repository();
  const [base, ours, theirs, both] = [
    await tree({ a: '1\n2\n3\n4\n5\n' }),
    await tree({ a: 'one\n2\n3\n4\n5\n' }),
    await tree({ a: '1\n2\n3\n4\nfive\n', b: 'b' }),
    await tree({ a: 'one\n2\n3\n4\nfive\n', b: 'b' }),
  ];
  const merged = await mergeTrees({
    repository: place,
    bases: [{ tree: base, bases: [] }],
    ours,
    theirs,
    names: NAMES,
  });
  assert.equal(merged, { status: 'clean', tree: both });
  assert.is(await git(['for-each-ref']), '');
  assert.is(await git(['status', '--porcelain']), '');
  await sandbox.remove();
});

test('conflicts are told by path and in words, with names for the sides', async () => {
  const { sandbox, repository: place, tree } = await repository();
  const merged = await mergeTrees({
    repository: place,
    bases: [{ tree: await tree({ both: 'x\n', gone: 'x\n', thing: 'x\n' }), bases: [] }],
    ours: await tree({ both: 'ours\n', gone: 'ours\n', 'thing/inner': 'quite another text\n' }),
    theirs: await tree({ both: 'theirs\n', thing: 'theirs\n' }),
    names: NAMES,
  });
  if (merged.status === 'clean') throw new Error('clean');
  assert.equal(merged.files, ['both', 'gone', 'thing']);
  assert.ok(merged.reasons.includes('Merge conflict in both'));
  assert.ok(merged.reasons.some(reason => reason.startsWith('gone deleted in feature and modified in prod')));
  assert.not.match(merged.reasons.join('\n'), /[0-9a-f]{40}|CONFLICT/);
  await sandbox.remove();
});

test('renames are followed whatever the configuration says', async () => {
  const { sandbox, git, repository: place, tree } = await repository();
  await git(['config', 'merge.renames', 'false']);
  const text = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('');
  const merged = await mergeTrees({
    repository: place,
    bases: [{ tree: await tree({ old: text }), bases: [] }],
    ours: await tree({ old: text.replace('line 3', 'line three') }),
    theirs: await tree({ new: text }),
    names: NAMES,
  });
  assert.equal(merged, { status: 'clean', tree: await tree({ new: text.replace('line 3', 'line three') }) });
  await sandbox.remove();
});

test('several bases merge on what they have in common, and not on nothing', async () => {
  const { sandbox, repository: place, tree } = await repository();
  const text = 'a\nb\nc\nd\ne\nf\n';
  const [root, left, right, both] = [
    await tree({ x: text }),
    await tree({ x: text.replace('a', 'A') }),
    await tree({ x: text.replace('f', 'F') }),
    text.replace('a', 'A').replace('f', 'F'),
  ];
  const merge = (bases: { tree: string; bases: never[] }[]) => async () =>
    mergeTrees({
      repository: place,
      bases: [left, right].map(tree => ({ tree, bases })),
      ours: await tree({ x: both.replace('b', 'B') }),
      theirs: await tree({ x: both.replace('e', 'E') }),
      names: NAMES,
    });
  assert.equal(await merge([{ tree: root, bases: [] }])(), {
    status: 'clean',
    tree: await tree({ x: both.replace('b', 'B').replace('e', 'E') }),
  });
  assert.is((await merge([])()).status, 'conflict', 'which is what the common base is for');
  await sandbox.remove();
});

test('attributes are those of the tree that is named, in every folder of it', async () => {
  const { sandbox, repository: place, tree } = await repository();
  const ours = await tree({ 'notes/.gitattributes': '*.txt merge=union\n', 'notes/n.txt': 'base\nours\n' });
  const merged = await mergeTrees({
    repository: place,
    bases: [
      {
        tree: await tree({ 'notes/.gitattributes': '*.txt merge=union\n', 'notes/n.txt': 'base\n' }),
        bases: [],
      },
    ],
    ours,
    theirs: await tree({ 'notes/n.txt': 'base\ntheirs\n', 'notes/.gitattributes': '*.txt merge=union\n' }),
    names: NAMES,
  });
  assert.is(merged.status, 'clean');
  await withAttributesOf(place, ours, async ({ directory, environment }) => {
    assert.is.not(directory, place.directory);
    assert.is(environment['GIT_WORK_TREE'], directory);
  });
  await sandbox.remove();
});

test('bases are those of the history, or of the history as it is to count', async () => {
  const { sandbox, repository: place, tree, commit } = await repository();
  const empty = await tree({ a: 'a' });
  const first = await commit(empty);
  const feature = await commit(empty, first);
  const release = await commit(empty, first, feature);
  const rollback = await commit(empty, release);
  const mended = await commit(empty, feature);
  const ask = (rewrites: Map<string, string[]>) =>
    mergeBases({ directory: place.directory, ours: rollback, theirs: mended, rewrites });
  assert.equal(await ask(new Map()), [{ commit: feature, bases: [] }]);
  assert.equal(await ask(new Map([[rollback, [first]]])), [{ commit: first, bases: [] }]);
  const unrelated = await commit(await tree({ b: 'b' }));
  assert.equal(
    await mergeBases({ directory: place.directory, ours: rollback, theirs: unrelated, rewrites: new Map() }),
    [],
  );
  await sandbox.remove();
});

test('the bases of a criss-cross come with theirs', async () => {
  const { sandbox, repository: place, tree, commit } = await repository();
  const root = await commit(await tree({ a: 'a' }));
  const [left, right] = [
    await commit(await tree({ l: 'l' }), root),
    await commit(await tree({ r: 'r' }), root),
  ];
  const ours = await commit(await tree({ o: 'o' }), left, right);
  const theirs = await commit(await tree({ t: 't' }), right, left);
  const deeper = [{ commit: root, bases: [] }];
  for (const rewrites of [new Map<string, string[]>(), new Map([['f'.repeat(40), [root]]])]) {
    const bases = await mergeBases({ directory: place.directory, ours, theirs, rewrites });
    assert.equal(new Set(bases.map(({ commit }) => commit)), new Set([left, right]));
    for (const base of bases) assert.equal(base.bases, deeper);
  }
  await sandbox.remove();
});

test.run();
