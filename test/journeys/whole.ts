// What has to hold of a project at every moment, and what once a command is through.

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import type { Project } from '../support/project.ts';

/** What holds at every moment: both repositories whole, and the data that each branch pins in the data repository. */
export async function requireWhole(project: Project, where: string): Promise<void> {
  const { sandbox } = project;
  const inData = (...args: string[]) => sandbox.git(['--git-dir', `${project.directory}-data.git`, ...args]);
  const [ofProject, ofData, branches] = await Promise.all([
    fsck((...args) => project.git(...args)),
    fsck(inData),
    project.git('for-each-ref', '--format=%(refname)', 'refs/heads/'),
  ]);
  assert.is(ofProject, '', `${where}: fsck of the project`);
  assert.is(ofData, '', `${where}: fsck of the data`);
  const pins = await project.git('rev-parse', ...branches.split('\n').map(name => `${name}:data`));
  await inData('rev-list', '--no-walk', '--quiet', ...pins.split('\n'));
}

/** What holds once the next command is through: no lock, nothing pending, the trees as their branch and `edits` say. */
export async function requireSettled(
  project: Project,
  where: string,
  trees: Record<string, string>,
): Promise<void> {
  const common = path.join(project.directory, '.git');
  const left = (await readdir(common, { recursive: true })).filter(
    name => name.endsWith('.lock') || /^mv\/pending\/./.test(name) || name.includes('unfinished'),
  );
  assert.equal(left, [], `${where}: left in .git`);
  for (const [directory, edits] of Object.entries(trees)) {
    const git = (...args: string[]) => project.sandbox.git(args, { directory });
    const [status, pin, data] = await Promise.all([
      git('status', '--porcelain'),
      git('rev-parse', 'HEAD:data'),
      git('-C', 'data', 'rev-parse', 'HEAD'),
    ]);
    assert.is(status, edits, `${where}: status of ${directory}`);
    assert.is(data, pin, `${where}: data/ of ${directory} stands on its pin`);
  }
}

/** What `git fsck` has to say. A `git worktree add` that outlived a kill may be halfway: its tree has no HEAD for a moment. */
async function fsck(git: (...args: string[]) => Promise<string>): Promise<string> {
  for (let tries = 0; ; tries++) {
    try {
      return await git('fsck', '--no-dangling');
    } catch (error) {
      if (
        tries === 20 ||
        !/^git fsck.*: error: worktrees\/.*points at nothing$/.test(String((error as Error).message))
      )
        throw error;
      await sleep(50);
    }
  }
}
