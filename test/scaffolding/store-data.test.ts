import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { storeData } from '../../src/scaffolding/store-data.ts';
import { caught } from '../data/caught.ts';

Object.assign(process.env, {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada Tester',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada Tester',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
});

/** The rows of one file, on their way into a repository. */
function store() {
  const root = mkdtempSync(path.join(tmpdir(), 'git-model-test-store-'));
  const disk = path.join(root, 'hour.csv');
  writeFileSync(disk, `temp,cnt\n${'1,2\n'.repeat(50_000)}`);
  const place = { project: path.join(root, 'bikes'), data: path.join(root, 'bikes-data.git') };
  const data = storeData(
    {
      staging: {
        project: path.join(root, 'p'),
        data: path.join(root, 'd'),
        place,
        root,
        madeFolder: undefined,
      },
      patterns: undefined,
      asks: false,
      epoch: 1_700_000_000,
    },
    [{ stored: 'initial/hour.csv', disk, shown: 'exports/hour.csv' }],
  );
  return { disk, data, remove: () => rmSync(root, { recursive: true, force: true }) };
}

async function readAll({ files }: { files: ReturnType<typeof storeData>['files'] }): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of files[0].open()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test('rows are read from their file while Git stores them, and both had the same bytes', async () => {
  const { data, remove } = store();
  assert.equal(
    data.files.map(file => file.path),
    ['exports/hour.csv'],
  );
  const text = await readAll(data);
  const { store: directory, commit } = await data.confirm();
  const kept = execFileSync('git', ['--git-dir', directory, 'show', `${commit}:initial/hour.csv`], {
    encoding: 'utf8',
  });
  assert.ok(kept === text);
  await data.close();
  remove();
});

test('a file that is written to between the two is refused by the name that a person gave', async () => {
  const { disk, data, remove } = store();
  await data.stored;
  appendFileSync(disk, '3,4\n');
  await readAll(data);
  const error = await caught(() => data.confirm());
  assert.is(error.code, 'data-changed');
  assert.match(error.message, /exports\/hour\.csv/);
  await data.close();
  remove();
});

test.run();
