// Which attributes a merge without a checkout obeys.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { git } from '../git/git.ts';
import type { Repository } from '../repository.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';

/** Where to run git: handed on to `git()` as it is. */
export type Place = { directory: string; environment: Record<string, string> };

/**
 * `git merge-tree` reads `.gitattributes` from the files and the index of whatever is checked out, so that the same
 * merge would come out differently next door. It is run on a temporary working tree that holds nothing but the
 * attributes of `tree`. (`--attr-source` would say the same, from Git 2.41 on.)
 */
export async function withAttributesOf<T>(
  { directory, gitDirectory }: Pick<Repository, 'directory' | 'gitDirectory'>,
  tree: string,
  use: (place: Place) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder('attributes', async folder => {
    const files = path.join(folder, 'tree');
    await mkdir(files);
    for (const [name, id] of await attributeFiles(directory, tree)) {
      const target = path.join(files, name);
      await mkdir(path.dirname(target), { recursive: true });
      const { stdout } = await git(['cat-file', 'blob', id], { directory });
      await writeFile(target, stdout);
    }
    return use({
      directory: files,
      environment: {
        GIT_DIR: gitDirectory,
        GIT_WORK_TREE: files,
        GIT_INDEX_FILE: path.join(folder, 'no-index'),
      },
    });
  });
}

async function attributeFiles(directory: string, tree: string): Promise<[path: string, id: string][]> {
  const { stdout } = await git(['ls-tree', '-r', '-z', tree], { directory });
  return [
    ...stdout.matchAll(/(?:^|\0)100(?:644|755) blob ([0-9a-f]+)\t((?:[^\0]*\/)?\.gitattributes)(?=\0)/g),
  ].map(([, id, name]) => [name, id]);
}
