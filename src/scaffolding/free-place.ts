// Whether a project and its data repository can come to stand at their place.

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';

/** Where a project and its data repository are to stand. */
export type Place = { project: string; data: string };

/** Throws UserError `folder-not-empty`, or `data-repository-exists` where one is to be made. */
export async function requireFreePlace(
  { project, data }: Place,
  { withData }: { withData: boolean },
): Promise<void> {
  await requireEmpty(project);
  if (!withData || (await stat(data).catch(() => null)) === null) return;
  throw new UserError(`the data repository "${data}" stands there already`, {
    code: 'data-repository-exists',
    hint: `to make a new project on its data: git-model init ${path.basename(project)} --data ${data}; otherwise choose another name`,
    details: { path: data },
  });
}

async function requireEmpty(folder: string): Promise<void> {
  const status = await stat(folder).catch(() => null);
  if (status === null) return;
  if (!status.isDirectory()) {
    throw new UserError(`"${folder}" is a file`, { code: 'folder-not-empty', hint: 'choose another folder' });
  }
  const names = await readdir(folder);
  if (names.length === 0) return;
  throw new UserError(`the folder "${folder}" is not empty`, {
    code: 'folder-not-empty',
    hint: names.includes('mv.yaml')
      ? 'it holds a project already: git-model status'
      : names.length === 1 && names[0] === '.git'
        ? 'init makes a repository of its own: choose a new folder, then in it: git remote add origin <url>'
        : 'choose a new folder: init makes it',
    details: { folder, files: names.slice(0, 20) },
  });
}
