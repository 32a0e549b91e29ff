import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { countFiles, type DataFile, digestsOfFiles, recordFiles } from '../../src/provenance/data-files.ts';

const filesOf = (count: number): DataFile[] =>
  Array.from({ length: count }, (_, at) => ({
    path: `updates/${at}.csv`,
    digest: `sha256:${at}`,
    bytes: 10 * at,
    rows: at,
  }));
const LIST = 'models/data-files.json';

test('few files stand in the provenance, many in a list beside it, a line each', () => {
  const few = recordFiles(filesOf(24), LIST);
  assert.equal([few.recorded, few.list, countFiles(few.recorded)], [{ files: filesOf(24) }, null, 24]);
  const { recorded, list } = recordFiles(filesOf(25), LIST);
  assert.equal([recorded.list?.path, countFiles(recorded), recorded.files], [LIST, 25, undefined]);
  assert.equal(JSON.parse(list!), filesOf(25));
  assert.is(list!.split('\n').length, 28);
});

test('the same files are the same, however they were recorded', () => {
  const { recorded } = recordFiles(filesOf(30), LIST);
  const before = { files: filesOf(30) };
  assert.equal(digestsOfFiles(before, recorded), digestsOfFiles(recorded, before));
  assert.equal(digestsOfFiles(before, before)[3], ['updates/3.csv', 'sha256:3']);
  const other = { files: filesOf(30).map(file => ({ ...file, digest: 'sha256:x' })) };
  assert.is.not(digestsOfFiles(other, recorded)[0][1], digestsOfFiles(recorded, other)[0][1]);
});

test.run();
