// Where the versions of a mount are: a hidden folder beside the link, each version under the id of its commit.

import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readlink, rename, rm, rmdir, symlink, unlink } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { isAlive } from '../repository/journal/process-mark.ts';

export type MountPlace = {
  /** The link that readers are told of; absolute. */
  link: string;
  /** The folder of its versions. */
  versions: string;
};

/** `/srv/model` has its versions in `/srv/.model.versions`. */
export function mountPlace(folder: string): MountPlace {
  const link = path.resolve(folder);
  return { link, versions: path.join(path.dirname(link), `.${path.basename(link)}.versions`) };
}

const COMMIT = /^[0-9a-f]{40}$/;
const UNDERWAY = /^(?:part|gone)-(\d+)-[0-9a-f]{12}$/;

export const versionPath = ({ versions }: MountPlace, commit: string): string => path.join(versions, commit);

/** A name that says whose it is, so that what a killed process left behind can be told. */
export const underway = ({ versions }: MountPlace, what: 'part' | 'gone'): string =>
  path.join(versions, `${what}-${process.pid}-${randomBytes(6).toString('hex')}`);

/** The commit that the link leads to; null where there is none. Throws UserError `mount-taken` where something else stands there. */
export async function mountedCommit({ link, versions }: MountPlace): Promise<string | null> {
  const found = await lstat(link).catch(() => null);
  if (found === null) return null;
  const target = found.isSymbolicLink() ? await readlink(link) : null;
  const commit = target === null ? '' : path.basename(target);
  const expected = path.join(path.basename(versions), commit);
  if (target === expected && COMMIT.test(commit)) return commit;
  throw new UserError(`"${link}" is there already, and no mount made it`, {
    code: 'mount-taken',
    hint: 'name a folder that is not there yet, or move this one away',
    details: { folder: link },
  });
}

/** The link leads to that version from one moment to the next: a reader finds the old one or the new one. */
export async function swapLink({ link, versions }: MountPlace, commit: string): Promise<void> {
  const beside = `${versions}.${process.pid}.${randomBytes(6).toString('hex')}`;
  try {
    await symlink(path.join(path.basename(versions), commit), beside);
    await rename(beside, link);
  } catch (error) {
    await unlink(beside).catch(() => {});
    throw error;
  }
}

/** Versions that are whole, the newest first. */
export async function listVersions({ versions }: MountPlace): Promise<string[]> {
  const names = (await readdir(versions).catch(() => [])).filter(name => COMMIT.test(name));
  const dated = await Promise.all(
    names.map(async name => ({
      name,
      at: (await lstat(path.join(versions, name)).catch(() => null))?.mtimeMs ?? 0,
    })),
  );
  return dated.sort((a, b) => b.at - a.at || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
}

/** Takes away versions beyond those of `keep`, and what killed processes left. What cannot be removed waits for the next time. */
export async function clearVersions(place: MountPlace, keep: ReadonlySet<string>): Promise<void> {
  const { versions } = place;
  for (const name of await readdir(versions).catch(() => [])) {
    const from = path.join(versions, name);
    const owner = UNDERWAY.exec(name);
    if (owner !== null) {
      const id = Number(owner[1]);
      if (id === process.pid || !isAlive(id)) await removeSealed(from).catch(() => {});
    } else if (COMMIT.test(name) && !keep.has(name)) {
      // Renamed first: a version that is half gone must not be taken for a whole one.
      const gone = underway(place, 'gone');
      await rename(from, gone)
        .then(() => removeSealed(gone))
        .catch(() => {});
    }
  }
  await clearLinks(place);
}

/** Links that a process made and was killed before it put them in place. */
async function clearLinks({ versions }: MountPlace): Promise<void> {
  const parent = path.dirname(versions);
  const left = new RegExp(`^${path.basename(versions).replace(/[^\w]/g, '\\$&')}\\.(\\d+)\\.[0-9a-f]{12}$`);
  for (const name of await readdir(parent).catch(() => [])) {
    const owner = left.exec(name);
    if (owner !== null && !isAlive(Number(owner[1]))) await unlink(path.join(parent, name)).catch(() => {});
  }
}

/** Takes the link away, and then all of its versions; false where there is none. What is open stays readable. */
export async function removeMount(place: MountPlace): Promise<boolean> {
  const isThere = (await mountedCommit(place)) !== null;
  if (isThere) await unlink(place.link);
  await clearVersions(place, new Set());
  // What a process that still runs is writing there is not ours to take.
  await rmdir(place.versions).catch(() => {});
  return isThere;
}

export async function makeVersionsFolder({ versions }: MountPlace): Promise<void> {
  await mkdir(versions, { recursive: true });
}

/** Folders of a version may not be written to, so that they are opened first. Links are not followed. */
export async function removeSealed(folder: string): Promise<void> {
  await openFolders(folder);
  await rm(folder, { recursive: true, force: true });
}

async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
    if (entry.isDirectory()) await openBelow(Buffer.from(folder), entry.name);
  }
}

async function openBelow(folder: Buffer, name: Buffer): Promise<void> {
  const inner = Buffer.concat([folder, Buffer.from('/'), name]);
  await chmod(inner, 0o755);
  for (const entry of await readdir(inner, { withFileTypes: true, encoding: 'buffer' })) {
    if (entry.isDirectory()) await openBelow(inner, entry.name);
  }
}
