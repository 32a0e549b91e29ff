import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { branchInHead, plainPlaces } from '../../src/repository/plain-places.ts';
import { Sandbox } from '../support/project.ts';

const sandbox = await Sandbox.make();
test.after(() => sandbox.remove());
const at = (...parts: string[]) => sandbox.path(...parts);
await sandbox.git(['init', '--quiet', '--initial-branch=prod', 'plain']);
const plain = at('plain');
await sandbox.git(['commit', '--quiet', '--allow-empty', '-m', 'one'], { directory: plain });
mkdirSync(at('plain/src/deep'), { recursive: true });

test('a repository as git init makes it is told from its files, from any folder of it, as git tells it', async () => {
  const git = async (directory: string, question: string) =>
    sandbox.git(['rev-parse', '--path-format=absolute', question], { directory });
  for (const folder of ['plain', 'plain/src/deep']) {
    const directory = at(folder);
    assert.equal(plainPlaces(directory), {
      directory: await git(directory, '--show-toplevel'),
      gitDirectory: await git(directory, '--git-dir'),
    });
  }
  symlinkSync(at('plain/src'), at('link'));
  assert.is(plainPlaces(at('link'))?.directory, realpathSync(plain));
  assert.is(branchInHead(at('plain/.git')), 'prod');
});

test('whatever else a folder may be in is for git to say', async () => {
  const others = {
    none: () => mkdirSync(at('none')),
    'plain/.git/refs': () => {},
    gone: () => {},
    'bare.git': () => sandbox.git(['init', '--quiet', '--bare', 'bare.git']),
    'bare.git/refs': () => {},
    shallow: () => sandbox.git(['clone', '--quiet', '--depth=1', `file://${plain}`, 'shallow']),
    linked: () => sandbox.git(['worktree', 'add', '--quiet', at('linked')], { directory: plain }),
    apart: () => sandbox.git(['init', '--quiet', '--separate-git-dir', at('apart.git'), 'apart']),
    sha256: () => sandbox.git(['init', '--quiet', '--object-format=sha256', 'sha256']),
  };
  for (const [folder, make] of Object.entries(others)) {
    await make();
    assert.is(plainPlaces(at(folder)), null, folder);
  }
});

test('configuration that may say otherwise is for git to read', async () => {
  const settings = [
    ['core.worktree', '/elsewhere'],
    ['core.bare', 'true'],
    ['core.repositoryformatversion', '1'],
    ['extensions.partialClone', 'origin'],
    ['include.path', 'more'],
    ['includeIf.onbranch:prod.path', 'more'],
  ];
  for (const [index, [key, value]] of settings.entries()) {
    const directory = at(`set-${index}`);
    await sandbox.git(['init', '--quiet', directory]);
    assert.is(plainPlaces(directory)?.gitDirectory, path.join(realpathSync(directory), '.git'));
    await sandbox.git(['config', key, value], { directory });
    assert.is(plainPlaces(directory), null, key);
  }
  // A key without a value is true; what stands last counts.
  await sandbox.git(['init', '--quiet', 'last']);
  writeFileSync(at('last/.git/config'), '[core]\n\tbare = false\n\trepositoryformatversion = 0\n\tbare\n');
  assert.is(plainPlaces(at('last')), null);
});

test('a folder of somebody else, and an environment that moves where git looks, are for git', async () => {
  process.env['GIT_CEILING_DIRECTORIES'] = at('');
  assert.is(plainPlaces(plain), null);
  delete process.env['GIT_CEILING_DIRECTORIES'];
  const geteuid = process.geteuid!;
  process.geteuid = () => geteuid() + 1;
  assert.is(plainPlaces(plain), null);
  process.geteuid = geteuid;
});

test('a HEAD that is detached, or that no file holds, names no branch', async () => {
  await sandbox.git(['checkout', '--quiet', '--detach'], { directory: plain });
  assert.is(branchInHead(at('plain/.git')), null);
  writeFileSync(at('plain/.git/HEAD'), 'ref: refs/heads/.invalid\n');
  assert.is(branchInHead(at('plain/.git')), null);
});

test.run();
