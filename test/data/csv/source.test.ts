import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../../src/data/csv/csv.ts';
import { fileOnDisk } from '../../../src/data/csv/source.ts';
import { caught } from '../caught.ts';

const folder = mkdtempSync(join(tmpdir(), 'source-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

test('a file on disk is read under the name it is shown as, as often as wished', async () => {
  const path = join(folder, 'rows.csv');
  writeFileSync(path, `a\n${'1\n'.repeat(200_000)}x\n`);
  const file = fileOnDisk({ path, shownAs: 'rows.csv' });
  for (let time = 0; time < 2; time++) {
    const error = await caught(() => readCsv({ files: [file], columns: [{ name: 'a', type: 'numeric' }] }));
    assert.is(error.message, 'rows.csv, line 200002, column "a": "x" is not a number');
  }
});

test('a missing file and a folder are said at once', async () => {
  const missing = await caught(() => fileOnDisk({ path: join(folder, 'none.csv'), shownAs: 'none.csv' }));
  assert.is(missing.code, 'file-not-found');
  assert.is(missing.message, 'none.csv does not exist');
  const isFolder = await caught(() => fileOnDisk({ path: folder, shownAs: 'data' }));
  assert.is(isFolder.code, 'not-a-file');
  assert.is(isFolder.message, 'data is a folder, not a CSV file');
});

test.run();
