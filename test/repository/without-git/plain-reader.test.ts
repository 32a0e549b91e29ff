// Reading without git says what git says, or that it cannot.

import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { UserError } from '../../../src/errors.ts';
import { openObjectReader } from '../../../src/repository/objects/object-reader.ts';
import { openPlainReader, untrustedRemotesIn } from '../../../src/repository/without-git/plain-reader.ts';
import { plainRepository } from '../../../src/repository/without-git/plain-repository.ts';
import { makeProject } from '../../support/project.ts';

test('objects by every kind of name are those that git gives, packed or loose, and new ones are seen', async () => {
  const project = await makeProject();
  const { gitDirectory } = plainRepository(project.directory);
  const [plain, real] = [openPlainReader(gitDirectory), openObjectReader(project.directory)];
  const names = async () => {
    const commit = await project.git('rev-parse', 'prod');
    const blob = await project.git('rev-parse', 'prod:mv.yaml');
    return [
      ...['refs/heads/prod', 'HEAD', commit, `${commit}^{tree}`, blob, `${commit}:mv.yaml`],
      ...[`${commit}:models/model.json`, `${commit}:src`, 'refs/heads/prod:models/provenance.json'],
      ...[
        'refs/heads/absent',
        `${commit}:absent`,
        `${commit}:src/absent/x`,
        '0'.repeat(40),
        `${commit}:data`,
      ],
    ];
  };
  const same = async () => {
    for (const name of await names()) assert.equal(await plain.read(name), await real.read(name), name);
  };
  await same();
  await project.write('README.md', 'More words.\n');
  await project.commit('More words');
  await project.git('gc', '--quiet');
  await same();
  await real.close();
  await project.remove();
});

test('what only git can read is refused, and remotes are as little trusted as with git', async () => {
  const project = await makeProject();
  const refusal = (directory: string) => {
    try {
      plainRepository(directory);
      return null;
    } catch (error) {
      return (error as UserError).code;
    }
  };
  assert.is(refusal(project.directory), null);
  assert.is(refusal(project.sandbox.path('shop-data.git')), null);
  assert.is(refusal(project.sandbox.home), 'no-repository');
  await project.git('worktree', 'add', '--quiet', '../linked', '-b', 'linked');
  assert.is(refusal(project.sandbox.path('linked')), 'needs-git');
  await project.git('remote', 'add', 'origin', 'https://example.org/shop.git');
  const { gitDirectory } = plainRepository(project.directory);
  assert.equal(await untrustedRemotesIn(gitDirectory), ['https://example.org/shop.git']);
  await project.git('config', 'mv.trusted', 'https://example.org/shop.git');
  assert.equal(await untrustedRemotesIn(gitDirectory), []);

  await mkdir(`${gitDirectory}/objects/info`, { recursive: true });
  await writeFile(`${gitDirectory}/objects/info/alternates`, '/elsewhere\n');
  assert.is(refusal(project.directory), 'needs-git');
  const sha256 = project.sandbox.path('sha256');
  await project.sandbox.git(['init', '--quiet', '--object-format=sha256', sha256]);
  assert.is(refusal(sha256), 'needs-git');
  const reftable = project.sandbox.path('reftable');
  await project.sandbox.git(['init', '--quiet', reftable]);
  await appendFile(`${reftable}/.git/config`, '[extensions]\n\trefstorage = reftable\n');
  assert.is(refusal(reftable), 'needs-git');
  await project.remove();
});

test.run();
