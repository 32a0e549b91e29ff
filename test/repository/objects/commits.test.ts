import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commitMessage, parseCommit, writeCommit } from '../../../src/repository/objects/commits.ts';
import { withObjectReader } from '../../../src/repository/objects/object-reader.ts';
import { makeRepository } from '../repository-folder.ts';

const TREE = '1'.repeat(40);
const commitOf = (lines: string[], message = 'Subject\n', encoding: BufferEncoding = 'utf8') =>
  parseCommit(
    '0'.repeat(40),
    Buffer.from(
      [`tree ${TREE}`, ...lines].join('\n') + (message === '' ? '\n\n' : `\n\n${message}`),
      encoding,
    ),
  );

test('a commit as Git writes it', async () => {
  const repository = makeRepository();
  const { directory, git } = repository;
  const tree = git(['mktree'], '');
  const input = {
    directory,
    tree,
    message: 'One\n\nBody: not a trailer\nbut text\n\nMv-Kind: init\nMv-Release: 1\n',
  };
  const first = await writeCommit({ ...input, parents: [], epoch: 1_700_000_000, sign: false });
  const second = await writeCommit({ ...input, parents: [first, first], epoch: null, sign: false });
  await withObjectReader(directory, async reader => {
    const commit = parseCommit(first, (await reader.read(first))!.bytes);
    assert.is(commit.tree, tree);
    assert.equal(commit.parents, []);
    assert.equal(commit.author, { name: 'Ada Tester', email: 'ada@example.org' });
    assert.is(commit.at, '2023-11-14T22:13:20.000Z');
    assert.is(commit.subject, 'One');
    assert.equal(
      [...commit.trailers],
      [
        ['Mv-Kind', 'init'],
        ['Mv-Release', '1'],
      ],
    );
    assert.equal(parseCommit(second, (await reader.read(second))!.bytes).parents, [first]);
  });
  repository.remove();
});

test('signatures, merge tags and unknown headers are passed over', () => {
  const commit = commitOf([
    'parent 2222222222222222222222222222222222222222',
    'author A <a@x> 1 +0000',
    'committer C <c@x> 2 -0530',
    'gpgsig -----BEGIN PGP SIGNATURE-----',
    ' ',
    ' parent of nothing',
    ' author X <x@x> 9 +0000',
    ' -----END PGP SIGNATURE-----',
    'mergetag object 3333333333333333333333333333333333333333',
    ' type commit',
    ' tagger T <t@x> 5 +0000',
    'x-unknown y',
  ]);
  assert.equal(commit.parents, ['2'.repeat(40)]);
  assert.equal(commit.author, { name: 'A', email: 'a@x' });
  assert.is(commit.at, '1970-01-01T00:00:02.000Z');
  assert.is(commit.subject, 'Subject');
});

test('another encoding is read as such, an unknown one as UTF-8', () => {
  const lines = (label: string) => [
    'author Zoë <z@x> 1 +0000',
    'committer Zoë <z@x> 1 +0000',
    `encoding ${label}`,
  ];
  assert.is(commitOf(lines('ISO-8859-1'), 'Été\n', 'latin1').author.name, 'Zoë');
  assert.is(commitOf(lines('ISO-8859-1'), 'Été\n', 'latin1').subject, 'Été');
  assert.is(commitOf(lines('no-such'), 'Été\n').subject, 'Été');
});

test('odd authors and times never throw', () => {
  const cases: [string, { name: string; email: string }, string][] = [
    ['<a@x> 1 +0000', { name: '', email: 'a@x' }, '1970-01-01T00:00:01.000Z'],
    ['A <> 1 +0000', { name: 'A', email: '' }, '1970-01-01T00:00:01.000Z'],
    ['A B "C" <a b@x> -5 +051800', { name: 'A B "C"', email: 'a b@x' }, '1969-12-31T23:59:55.000Z'],
    ['A <a@x> 99999999999999999 +0000', { name: 'A', email: 'a@x' }, '1970-01-01T00:00:00.000Z'],
    ['A <a@x>', { name: 'A', email: 'a@x' }, '1970-01-01T00:00:00.000Z'],
    ['A <<a@x>> 7 +0000', { name: 'A', email: '<a@x>' }, '1970-01-01T00:00:07.000Z'],
    ['nonsense', { name: '', email: '' }, '1970-01-01T00:00:00.000Z'],
  ];
  for (const [who, author, at] of cases) {
    const commit = commitOf([`author ${who}`, `committer ${who}`]);
    assert.equal(commit.author, author, who);
    assert.is(commit.at, at, who);
  }
  assert.is(commitOf([]).at, '1970-01-01T00:00:00.000Z');
  assert.is(commitOf([], '').subject, '');
});

test('trailers are those of the last paragraph, where every line of it is one; CRLF does no harm', () => {
  assert.equal(
    [...commitOf([], 'S\n\nA: 1\nB: 2\nA: 3\n').trailers],
    [
      ['A', '3'],
      ['B', '2'],
    ],
  );
  assert.equal(
    [...commitOf([], 'S\r\n\r\nA: 1\r\nB: 2\r\n').trailers],
    [
      ['A', '1'],
      ['B', '2'],
    ],
  );
  assert.is(commitOf([], 'S\r\n\r\nA: 1\r\n').subject, 'S');
  assert.equal([...commitOf([], 'S\n\nA: 1\nwords\n').trailers], []);
  assert.equal([...commitOf([], 'Fix: a subject that looks like one\n').trailers], []);
});

test('a message is subject, paragraphs and trailers, each on its line whatever it holds', () => {
  assert.is(
    commitMessage('Subject', ['One.', '', 'Two.'], [['Mv-Kind', 'a\n b']]),
    'Subject\n\nOne.\n\nTwo.\n\nMv-Kind: a b\n',
  );
});

test.run();
