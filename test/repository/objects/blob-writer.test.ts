import { tmpdir } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withBlobWriter } from '../../../src/repository/objects/blob-writer.ts';
import { caught } from '../../data/caught.ts';
import { makeRepository } from '../repository-folder.ts';

test('blobs are written as they are, in any number, while the caller goes on', async () => {
  const { directory, git, remove } = makeRepository();
  // A filter would change what is stored.
  git(['config', 'core.autocrlf', 'true']);
  const contents = ['', 'one\r\n', 'two\n', Buffer.from([0, 255, 10]), 'x'.repeat(3 << 20)];
  const ids = await withBlobWriter(directory, async blobs => {
    const begun = await Promise.all(contents.map(content => blobs.begin(content)));
    return Promise.all(begun.map(({ id }) => id));
  });
  for (const [index, content] of contents.entries()) {
    assert.is(ids[index], git(['hash-object', '--stdin', '--no-filters'], Buffer.from(content)));
    assert.is(git(['cat-file', '-s', ids[index]]), String(content.length));
  }
  remove();
});

test('what git fails with reaches whoever waits for the id, and those who come later', async () => {
  const { remove } = makeRepository();
  await withBlobWriter(tmpdir(), async blobs => {
    const { id } = await blobs.begin('nowhere');
    assert.is((await caught(() => id)).code, 'git-failed');
    const later = await blobs.begin('neither');
    assert.is((await caught(() => later.id)).code, 'git-failed');
  });
  remove();
});

test.run();
