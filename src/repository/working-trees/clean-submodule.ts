// Data is trained from commits only: what lies uncommitted in `data/` stops a command.

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Moved } from '../../errors.ts';
import { DATA } from '../data/data-folder.ts';
import { hasSubmodule, type SubmodulePlace } from './submodule.ts';
import { changesIn, uncommittedChanges } from './working-tree.ts';

/** Throws Moved `uncommitted-changes` where something in `data/` is not committed. */
export async function requireCleanSubmodule(place: Pick<SubmodulePlace, 'directory'>): Promise<void> {
  const folder = path.join(place.directory, DATA);
  if (!(await hasSubmodule(place))) {
    const left = await readdir(folder).catch(() => []);
    if (left.length === 0) return;
    throw new Moved('files lie in data/, but data/ is not checked out as a submodule', {
      code: 'uncommitted-changes',
      hint: 'move them elsewhere; data/ is filled from the data repository',
      details: { files: left.slice(0, 20) },
    });
  }
  const files = (await changesIn(folder, [])).map(change => change.path);
  if (files.length === 0) return;
  throw uncommittedChanges(
    'data/ holds changes that are not committed',
    files,
    'commit them in the data repository (git -C data add -A && git -C data commit), or take them back (git -C data checkout .)',
  );
}
