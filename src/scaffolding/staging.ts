// A project is built in a hidden folder beside its place and moved there whole: until then nothing of it is to be seen,
// and what a killed `init` left behind, the next one clears away.

import { mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ownMark } from '../repository/journal/process-mark.ts';
import { type Place, requireFreePlace } from './free-place.ts';
import { clearLeftBehind, MARK } from './left-behind.ts';

export type Staging = {
  /** Where the project is built. */
  project: string;
  /** Where its data repository is built. */
  data: string;
  /** Where they will stand. */
  place: Place;
  root: string;
  /** The topmost folder that had to be made to hold all this. */
  madeFolder: string | undefined;
};

/**
 * Throws UserError where the place is taken; touches nothing there. `withData` says whether a data repository will come
 * to stand beside the project.
 */
export async function openStaging(
  target: string,
  { withData = true }: { withData?: boolean } = {},
): Promise<Staging> {
  const place = { project: target, data: `${target}-data.git` };
  const parent = path.dirname(target);
  const madeFolder = await mkdir(parent, { recursive: true });
  await clearLeftBehind(place);
  await requireFreePlace(place, { withData });
  const root = await mkdtemp(path.join(parent, `.${path.basename(target)}.git-model-${process.pid}-`));
  const staging = {
    project: path.join(root, 'project'),
    data: path.join(root, 'data.git'),
    place,
    root,
    madeFolder,
  };
  try {
    await writeFile(path.join(root, MARK), JSON.stringify(await ownMark()));
  } catch (error) {
    await abandon(staging);
    throw error;
  }
  return staging;
}

/** Removes the staging folder, and the folders made for it where nothing came to stand in them. */
export async function abandon({ root, madeFolder }: Staging): Promise<void> {
  // Git may still be at a file that nobody waits for any more.
  await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  if (madeFolder === undefined) return;
  for (let folder = path.dirname(root); folder.startsWith(madeFolder); folder = path.dirname(folder)) {
    const emptied = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!emptied) return;
  }
}
