import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openObjectReader, withObjectReader } from '../../../src/repository/objects/object-reader.ts';
import { makeRepository } from '../repository-folder.ts';

test('objects come with id, kind and bytes, by any name that Git knows', async () => {
  const repository = makeRepository();
  const blob = repository.git(['hash-object', '-w', '--stdin'], 'one\n');
  const tree = repository.git(['mktree'], `100644 blob ${blob}\ta file\n`);
  const commit = repository.git(['commit-tree', '-m', 'x', tree]);
  repository.git(['update-ref', 'refs/heads/prod', commit]);
  await withObjectReader(repository.directory, async reader => {
    const read = async (name: string) => (await reader.read(name))?.bytes.toString();
    assert.is(await read(blob), 'one\n');
    assert.is(await read(`${commit}:a file`), 'one\n');
    assert.is(await read('refs/heads/prod:a file'), 'one\n');
    assert.is((await reader.read(`${commit}^{tree}`))?.id, tree);
    assert.is((await reader.read(commit))?.type, 'commit');
  });
  repository.remove();
});

/** Two blobs whose ids begin with the same four digits, the least that Git takes for a name: some hundreds of tries. */
function sameBeginning(): { beginning: string; texts: [string, string] } {
  const known = new Map<string, string>();
  for (let number = 0; ; number++) {
    const text = `blob ${number}`;
    const beginning = createHash('sha1').update(`blob ${text.length}\0${text}`).digest('hex').slice(0, 4);
    const twin = known.get(beginning);
    if (twin !== undefined) return { beginning, texts: [twin, text] };
    known.set(beginning, text);
  }
}

test('what is missing, ambiguous, a submodule, no name at all or two lines is null, and the next answer is right', async () => {
  const repository = makeRepository();
  const twins = sameBeginning();
  for (const text of twins.texts) repository.git(['hash-object', '-w', '--stdin'], text);
  const blob = repository.git(['hash-object', '-w', '--stdin'], 'one\n');
  const tree = repository.git(
    ['mktree', '--missing'],
    `160000 commit ${'1'.repeat(40)}\tdata\n100644 blob ${'2'.repeat(40)}\tgone\n100644 blob ${blob}\there\n`,
  );
  await withObjectReader(repository.directory, async reader => {
    const names = [
      twins.beginning,
      '0'.repeat(40),
      `${tree}:data`,
      `${tree}:gone`,
      `${tree}:nowhere`,
      '',
      ' ',
      'a\nb',
      'HEAD',
    ];
    const answers = await Promise.all([...names, `${tree}:here`].map(name => reader.read(name)));
    assert.equal(
      answers.slice(0, -1),
      names.map(() => null),
    );
    assert.is(answers.at(-1)?.bytes.toString(), 'one\n');
  });
  repository.remove();
});

test('two thousand overlapping calls are answered each with its own, large ones among them', async () => {
  const repository = makeRepository();
  const count = 2000;
  const contents = Array.from({ length: count }, (_, index) =>
    index % 500 === 0 ? Buffer.alloc(3_000_000 + index, `${index} `) : Buffer.from(`content ${index}`),
  );
  const stream = contents.flatMap((bytes, index) => [
    Buffer.from(`blob\nmark :${index + 1}\ndata ${bytes.length}\n`),
    bytes,
    Buffer.from('\n'),
  ]);
  repository.git(
    ['fast-import', '--quiet', `--export-marks=${repository.directory}/marks`],
    Buffer.concat(stream),
  );
  const ids = new Map(
    readFileSync(`${repository.directory}/marks`, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => line.slice(1).split(' ') as [string, string]),
  );
  await withObjectReader(repository.directory, async reader => {
    const answers = await Promise.all(contents.map((_, index) => reader.read(ids.get(String(index + 1))!)));
    assert.ok(answers.every((answer, index) => answer?.bytes.equals(contents[index])));
  });
  repository.remove();
});

test('a reader that is closed, or whose folder is no repository, refuses instead of waiting', async () => {
  const repository = makeRepository();
  const reader = openObjectReader(repository.directory);
  await reader.close();
  const closed = await reader.read('HEAD').catch(error => error);
  assert.is(closed.code, 'git-failed');
  const lost = openObjectReader('/');
  const failed = await lost.read('HEAD').catch(error => error);
  assert.match(failed.message, 'not a git repository');
  await lost.close();
  repository.remove();
});

test.run();
