// A folder that follows a branch: hostile trees, kills, swaps under readers, and what is kept.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commitOn } from '../support/commit-on.ts';
import { makeProject, type Project, testEnvironment } from '../support/project.ts';

const BINARY = fileURLToPath(new URL('../../bin/git-model.js', import.meta.url));

async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (what()) return;
    await sleep(50);
  }
  throw new Error(`never: ${what}`);
}

test('once: the files of the tip, read-only; hostile links left out; one version before is kept, and linked', async () => {
  const project = await makeProject();
  const folder = project.sandbox.path('srv/model');
  const versions = project.sandbox.path('srv/.model.versions');
  const first = await project.json('mount', 'prod', folder, '--once');
  assert.equal(
    [first.before, first.after, first.folder, first.path],
    [null, await project.git('rev-parse', 'prod'), folder, path.join(versions, first.after)],
  );
  assert.equal(first.leftOut, [{ path: 'data', reason: 'a submodule' }]);
  const model = path.join(folder, 'models/model.json');
  assert.is(readFileSync(model, 'utf8'), `${await project.git('show', 'prod:models/model.json')}\n`);
  assert.is(statSync(model).mode & 0o777, 0o444);
  assert.is(statSync(path.join(folder, 'models')).mode & 0o777, 0o555);

  // A tree with links that lead out, one that stays, a program, and a name that is no text.
  const { directory } = project;
  const blob = (text: string) =>
    project.sandbox.git(['hash-object', '-w', '--stdin'], { directory, input: text });
  const evil = [
    [`120000 blob ${await blob('../../../../etc/passwd')}`, 'passwd'],
    [`120000 blob ${await blob('/etc')}`, 'etc'],
    [`120000 blob ${await blob('up/../../x')}`, 'twice'],
    [`120000 blob ${await blob('run.sh')}`, 'inside'],
    [`100755 blob ${await blob('#!/bin/sh\n')}`, 'run.sh'],
    [`100644 blob ${await blob('bytes')}`, '-n \n"odd'],
  ];
  const top = await project.sandbox.git(['ls-tree', '-z', 'prod'], { directory });
  const input = `${top}${top.endsWith('\0') ? '' : '\0'}${evil.map(([entry, name]) => `${entry}\t${name}\0`).join('')}`;
  const tree = await project.sandbox.git(['mktree', '-z'], { directory, input });
  const commit = await project.git('commit-tree', tree, '-p', 'prod', '-m', 'Odd names');
  await project.git('update-ref', 'refs/heads/odd', commit);
  const second = await project.json('mount', 'odd', folder, '--once');
  assert.is(second.before, first.after);
  assert.equal(
    second.leftOut.map((left: any) => left.path),
    ['data', 'etc', 'passwd', 'twice'],
  );
  assert.is(realpathSync(path.join(folder, 'inside')), path.join(versions, commit, 'run.sh'));
  assert.is(statSync(path.join(folder, 'run.sh')).mode & 0o777, 0o555);
  assert.is(readFileSync(path.join(folder, '-n \n"odd'), 'utf8'), 'bytes');
  assert.is(statSync(model).ino, statSync(path.join(versions, first.after, 'models/model.json')).ino);

  // What a killed process left: half a version, half a removal, a link that was never put in place.
  await mkdir(path.join(versions, 'part-999999999-0123456789ab/models'), { recursive: true });
  await mkdir(path.join(versions, 'gone-999999999-0123456789ab'));
  await symlink('x', `${versions}.999999999.0123456789ab`);
  const third = commitOn(project, 'prod', { 'src/third.js': 'x' });
  assert.is((await project.json('mount', 'prod', folder, '--once')).after, third);
  assert.equal(readdirSync(versions).sort(), [third, commit].sort());
  assert.equal(readdirSync(path.dirname(versions)).sort(), ['.model.versions', 'model']);
  const again = await project.json('mount', 'prod', folder, '--once');
  assert.equal([again.before, again.files], [third, null]);

  const taken = project.sandbox.path('srv/taken');
  await mkdir(taken);
  await writeFile(path.join(taken, 'mine'), '');
  const refused = await project.mv(['mount', 'prod', taken, '--once', '--json']);
  assert.equal([refused.exitCode, refused.document().error.code], [2, 'mount-taken']);
  const unknown = await project.mv(['mount', commit, folder, '--once', '--json']);
  assert.equal([unknown.exitCode, unknown.document().error.code], [2, 'branch-not-found']);
  await makeWritable(project.sandbox.path('srv'));
  await project.remove();
});

/** A folder of another file system where there is one, as a server's mostly is. */
function elsewhere(project: Project): string {
  const memory = '/dev/shm';
  const isOther = existsSync(memory) && statSync(memory).dev !== statSync(project.directory).dev;
  return isOther ? mkdtempSync(`${memory}/git-model-`) : project.sandbox.path('elsewhere');
}

const started: ChildProcess[] = [];
test.after(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** A process that follows, and the events that it has told. */
function followers(project: Project, words: readonly string[]) {
  const child = spawn(process.execPath, [BINARY, 'mount', ...words, '--json'], {
    cwd: project.directory,
    env: testEnvironment(project.sandbox.home),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  let out = '';
  child.stdout.on('data', text => {
    out += text;
  });
  const ended = new Promise(resolve => child.once('close', (code, signal) => resolve(code ?? signal)));
  const events = () =>
    out
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line));
  return { child, ended, events };
}

test('in the foreground it follows the branch, readers never see half a version, whoever is killed, and SIGTERM ends it with 0', async () => {
  const project = await makeProject();
  const parent = elsewhere(project);
  const folder = path.join(parent, 'model');
  const versions = path.join(parent, '.model.versions');
  const first = followers(project, ['prod', folder]);
  await until(() => first.events().length === 1);
  // The same branch may be followed by a second one; another branch may not, nor may it be removed.
  const second = followers(project, ['prod', folder]);
  await until(() => second.events().length === 1);
  await project.git('branch', 'other', 'prod');
  for (const words of [
    ['other', folder, '--once'],
    ['prod', folder, '--remove'],
  ]) {
    const refused = await project.mv(['mount', ...words, '--json']);
    assert.equal([refused.exitCode, refused.document().error.code], [2, 'mount-followed'], refused.stdout);
  }
  for (let round = 1; round <= 4; round++) {
    const text = String(round).repeat(200_000);
    const commit = commitOn(project, 'prod', { 'src/one.txt': text, 'src/two.txt': text });
    const isWriting = () => readdirSync(versions).some(name => name.startsWith('part-'));
    const isThere = () => path.basename(realpathSync(folder)) === commit;
    if (round === 3) {
      while (!isWriting() && !isThere()) await sleep(1);
      second.child.kill('SIGKILL');
    }
    while (!isThere()) {
      const version = realpathSync(folder);
      const [one, two] = await Promise.all(
        ['src/one.txt', 'src/two.txt'].map(name =>
          readFile(path.join(version, name), 'utf8').catch(() => ''),
        ),
      );
      assert.is(one, two);
      assert.ok(one === '' || one.length === 200_000);
      await sleep(5);
    }
  }
  assert.is(await second.ended, 'SIGKILL');
  const tip = await project.git('rev-parse', 'prod');
  await until(() => first.events().at(-1).to === tip);
  // Two versions and who follows: the half of the killed one is gone, and so, once somebody looks, is its mark.
  await until(() => readdirSync(versions).filter(name => !name.startsWith('follower-')).length === 2);
  await project.git('update-ref', '-d', 'refs/heads/prod');
  await until(() => first.events().at(-1).event === 'failed');
  assert.is(first.events().at(-1).error.code, 'branch-not-found');
  assert.is(statSync(path.join(folder, 'src/one.txt')).size, 200_000);
  first.child.kill('SIGTERM');
  assert.is(await first.ended, 0);
  const removed = await project.json('mount', 'prod', folder, '--remove');
  assert.equal([removed.folder, removed.removed, readdirSync(parent)], [folder, true, []]);
  await rm(parent, { recursive: true });
  await project.remove();
});

/** So that the sandbox can be removed by who is not root. */
async function makeWritable(folder: string): Promise<void> {
  const child = spawn('chmod', ['-R', 'u+w', '--', folder], { stdio: 'ignore' });
  await new Promise(resolve => child.once('close', resolve));
}

test.run();
