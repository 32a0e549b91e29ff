// Commits to branches that are not checked out, by plain Git.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Project, testEnvironment } from './project.ts';

/** Path -> new content; null deletes; an entry names a mode and an object as it is (a submodule, a link). */
export type Edits = Record<string, string | Buffer | null | { mode: string; id: string }>;

/** Adds one commit to `branch` (or to what it is made from, where it is new) and gives its id. */
export function commitOn(
  project: Project,
  branch: string,
  edits: Edits,
  { message = `Edit ${Object.keys(edits).join(', ')}`, from = branch, parents }: CommitOptions = {},
): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'git-model-test-index-'));
  const environment = {
    ...testEnvironment(project.sandbox.home),
    GIT_INDEX_FILE: path.join(folder, 'index'),
  };
  const git = (args: string[], input?: string | Buffer) => {
    const ran = spawnSync('git', args, { cwd: project.directory, env: environment, input });
    if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
    return ran.stdout.toString().trim();
  };
  try {
    git(['read-tree', from]);
    for (const [file, content] of Object.entries(edits)) {
      if (content === null) {
        git(['rm', '-r', '--quiet', '--cached', '--', file]);
        continue;
      }
      const { mode, id } =
        typeof content === 'string' || Buffer.isBuffer(content)
          ? { mode: '100644', id: git(['hash-object', '-w', '--stdin'], content) }
          : content;
      git(['update-index', '--add', '--replace', '--cacheinfo', `${mode},${id},${file}`]);
    }
    const own = parents ?? [git(['rev-parse', from])];
    const commit = git([
      'commit-tree',
      ...own.flatMap(parent => ['-p', parent]),
      '-m',
      message,
      git(['write-tree', '--missing-ok']),
    ]);
    git(['update-ref', `refs/heads/${branch}`, commit]);
    return commit;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type CommitOptions = { message?: string; from?: string; parents?: readonly string[] };

/** Moves HEAD of the main working tree to a branch of its own, so that no branch of the test is checked out. */
export async function park(project: Project): Promise<void> {
  await project.git('switch', '--quiet', '--create', 'parked');
}

/** All refs with what they stand on: equal before and after where nothing moved. */
export function refs(project: Project): Promise<string> {
  return project.git('for-each-ref', '--format=%(refname) %(objectname)');
}
