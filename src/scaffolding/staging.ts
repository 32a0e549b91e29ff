// A project is built in a hidden folder beside its place and moved there whole: until then nothing of it is to be seen,
// and what a killed `init` left behind, the next one clears away.

import { mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { UserError } from '../errors.ts';

/** In a data repository whose project has not arrived yet; names the process that is about to bring it. */
const PENDING = 'git-model-init-pending';

export type Staging = {
  /** Where the project is built. */
  project: string;
  /** Where its data repository is built. */
  data: string;
  /** Where they will stand. */
  place: { project: string; data: string };
  root: string;
};

/** Throws UserError where the place is taken; touches nothing there. */
export async function openStaging(target: string): Promise<Staging> {
  const place = { project: target, data: `${target}-data.git` };
  const parent = path.dirname(target);
  const name = path.basename(target);
  await requireEmpty(place.project);
  await mkdir(parent, { recursive: true });
  await clearAway(parent, name);
  await requireNoData(place);
  const root = await mkdtemp(path.join(parent, `.${name}.git-model-${process.pid}-`));
  return { project: path.join(root, 'project'), data: path.join(root, 'data.git'), place, root };
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
      : 'choose a new folder: init makes it',
    details: { folder, files: names.slice(0, 20) },
  });
}

async function requireNoData({ project, data }: Staging['place']): Promise<void> {
  if ((await stat(data).catch(() => null)) === null) return;
  if (await isAbandoned(path.join(data, PENDING))) {
    await rm(data, { recursive: true, force: true });
    return;
  }
  throw new UserError(`the data repository "${data}" stands there already`, {
    code: 'data-repository-exists',
    hint: `to make a new project on its data: git-model init ${path.basename(project)} --data ${data}; otherwise choose another name`,
    details: { path: data },
  });
}

async function isAbandoned(marker: string): Promise<boolean> {
  const text = await readFile(marker, 'utf8').catch(() => null);
  if (text === null) return false;
  const [host, id] = text.split('\n');
  return host === hostname() && !isAlive(Number(id));
}

/** Removes staging folders of processes that are gone. */
async function clearAway(parent: string, name: string): Promise<void> {
  const prefix = `.${name}.git-model-`;
  for (const entry of await readdir(parent)) {
    if (!entry.startsWith(prefix)) continue;
    const id = Number(entry.slice(prefix.length).split('-')[0]);
    if (Number.isInteger(id) && !isAlive(id))
      await rm(path.join(parent, entry), { recursive: true, force: true });
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Moves data, then project, to their place. A kill between the two leaves a marked data repository, which the next init removes. */
export async function publish(
  { project, data, place, root }: Staging,
  { withData }: { withData: boolean },
): Promise<void> {
  if (withData) {
    await writeFile(path.join(data, PENDING), `${hostname()}\n${process.pid}\n`);
    await rename(data, place.data);
  }
  try {
    await moveProject(project, place.project);
  } catch (error) {
    if (withData) await rm(place.data, { recursive: true, force: true });
    throw error;
  }
  if (withData) await rm(path.join(place.data, PENDING), { force: true });
  await rm(root, { recursive: true, force: true });
}

async function moveProject(from: string, to: string): Promise<void> {
  const status = await stat(to).catch(() => null);
  if (status === null || path.relative(to, process.cwd()).startsWith('..')) {
    if (status !== null) await rmdir(to);
    await rename(from, to);
    return;
  }
  // Somebody stands in that folder, perhaps this very shell: the folder stays, its content comes; .git last.
  const names = (await readdir(from)).filter(name => name !== '.git');
  for (const name of [...names, '.git']) await rename(path.join(from, name), path.join(to, name));
}

export async function abandon({ root }: Staging): Promise<void> {
  await rm(root, { recursive: true, force: true });
}
