// A small repository in a folder of its own, with an identity and no configuration of this machine. The functions that
// are tested run in this very process, so its environment is set too.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export type RepositoryFolder = {
  directory: string;
  /** Gives what git prints, without its last newline; throws where it fails. */
  git(args: readonly string[], input?: string | Buffer): string;
  remove(): void;
};

Object.assign(process.env, {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada Tester',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada Tester',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
});

export function makeRepository(...options: string[]): RepositoryFolder {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'git-model-test-repository-')));
  process.env['HOME'] = root;
  const directory = path.join(root, 'repository');
  const git = (args: readonly string[], input?: string | Buffer) =>
    execFileSync('git', args, {
      cwd: directory,
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
    }).replace(/\n$/, '');
  execFileSync('git', ['init', '--quiet', '--initial-branch=prod', ...options, directory]);
  return {
    directory,
    git,
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}
