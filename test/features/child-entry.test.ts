import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { childEntry, childEnvironment } from '../../src/features/child-entry.ts';

test('from source the process runs child.ts under tsx', () => {
  const { file, flags } = childEntry(new URL('../../src/features/child-entry.ts', import.meta.url).href);
  assert.ok(existsSync(file));
  assert.ok(flags.includes('--import'));
});

test('bundled, the entry and every chunk find dist/features-child.js', () => {
  for (const from of [
    'file:///opt/dist/git-model/dist/cli.js',
    'file:///opt/dist/git-model/dist/chunks/train-A1.js',
  ]) {
    assert.match(
      childEntry(from).file.replaceAll('\\', '/'),
      /\/opt\/dist\/git-model\/dist\/features-child\.js$/,
    );
  }
});

test('credentials, Git and locale of the user stay outside', () => {
  const environment = childEnvironment({
    PATH: '/bin',
    HOME: '/home/me',
    LANG: 'de_DE.UTF-8',
    TZ: 'Asia/Kolkata',
    GITHUB_TOKEN: 'secret',
    GIT_DIR: '/x',
    AWS_SECRET_ACCESS_KEY: 'secret',
    NODE_OPTIONS: '--inspect',
  });
  assert.equal(environment, { PATH: '/bin', TZ: 'UTC', LANG: 'C', LC_ALL: 'C' });
});

test.run();
