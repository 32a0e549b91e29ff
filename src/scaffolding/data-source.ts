// What `--data` names: a CSV file, a folder of them, or a Git repository.

import { constants, type Stats } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { shownValue } from '../data/place.ts';
import { UserError } from '../errors.ts';
import { resolvePath } from './resolve-path.ts';

export type SourceFile = {
  /** Path in the data repository. */
  stored: string;
  /** Where it is now; absolute. */
  disk: string;
  /** As the person named it, for messages. */
  shown: string;
};

export type DataSource = { kind: 'files'; files: SourceFile[] } | { kind: 'git'; url: string };

/**
 * Looks at the disk. `directory` resolves relative paths; a path that is there wins over a URL of the same letters.
 * Throws UserError `data-not-found`, `data-unreadable`, `no-csv-files` or `same-name`.
 *
 * @example await findDataSource('exports/hour.csv', '/home/ada')
 * // { kind: 'files', files: [{ stored: 'initial/hour.csv', shown: 'exports/hour.csv', … }] }
 */
export async function findDataSource(source: string, directory: string): Promise<DataSource> {
  if (/^(https?|ssh|git|file|git\+ssh):\/\//i.test(source)) {
    refusePassword(source);
    return { kind: 'git', url: source };
  }
  const found = await resolvePath(directory, source);
  const status = source === '' ? null : await stat(found).catch(() => null);
  if (status === null) {
    // As scp writes it: host:path, with or without a user.
    if (/^([\w.-]+@)?[\w.-]+:[^:]/.test(source)) return { kind: 'git', url: source };
    throw new UserError(`--data: there is nothing at ${shownValue(source)}`, {
      code: 'data-not-found',
      hint: 'name a CSV file, a folder of CSV files, or the URL of a Git repository',
      details: { path: found },
    });
  }
  if (!status.isDirectory()) {
    await requireReadable(found, source, status);
    return { kind: 'files', files: [{ stored: storedPath(found), disk: found, shown: source }] };
  }
  const names = (await listFolder(found, source)).sort();
  if (names.includes('.git') || (names.includes('HEAD') && names.includes('objects')))
    return { kind: 'git', url: found };
  return { kind: 'files', files: await tablesIn(found, source, names) };
}

/** The URL will stand in .gitmodules, in a commit. */
function refusePassword(url: string): void {
  const password = /^[a-z+]+:\/\/[^/@]*:[^/]*@/i.exec(url);
  if (password === null) return;
  throw new UserError('--data: the URL holds a password, which would be committed in .gitmodules', {
    code: 'password-in-url',
    hint: 'leave it out: Git asks its credential helper for it (git help credentials)',
  });
}

async function tablesIn(folder: string, source: string, names: readonly string[]): Promise<SourceFile[]> {
  const tables = names.filter(name => /\.(csv|tsv)$/i.test(name));
  if (tables.length === 0) {
    throw new UserError(`--data: the folder ${shownValue(source)} holds no CSV file`, {
      code: 'no-csv-files',
      hint: 'files must end in .csv or .tsv; folders inside it are not looked into',
      details: { path: folder, files: names.slice(0, 20) },
    });
  }
  const files: SourceFile[] = [];
  for (const name of tables) {
    const file = { stored: storedPath(name), disk: path.join(folder, name), shown: path.join(source, name) };
    const same = files.find(other => other.stored === file.stored);
    if (same) {
      throw new UserError(
        `--data: ${shownValue(same.shown)} and ${shownValue(file.shown)} would both be stored as ${file.stored}`,
        { code: 'same-name', hint: 'rename one of them' },
      );
    }
    await requireReadable(file.disk, file.shown, await stat(file.disk).catch(() => null));
    files.push(file);
  }
  return files;
}

async function requireReadable(file: string, shown: string, status: Stats | null): Promise<void> {
  const refuse = (why: string, hint: string) =>
    new UserError(`--data: ${shownValue(shown)} ${why}`, {
      code: 'data-unreadable',
      hint,
      details: { path: file },
    });
  if (status === null) throw refuse('is a link to nothing', 'mend the link, or take it out of the folder');
  // A pipe would be read once and then be empty, and the rows are read more than once.
  if (!status.isFile()) throw refuse('is no regular file', 'write the rows to a file first, then name that');
  await access(file, constants.R_OK).catch(() => {
    throw refuse('cannot be read: permission denied', 'check the rights of the file');
  });
}

async function listFolder(folder: string, shown: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new UserError(
      `--data: the folder ${shownValue(shown)} cannot be listed: ${(cause as NodeJS.ErrnoException).code}`,
      { code: 'data-unreadable', hint: 'check the rights of the folder', cause },
    );
  }
}

/** `initial/<name>.csv`: one ending for all, so that one pattern in mv.yaml finds them. */
function storedPath(file: string): string {
  const name = path.basename(file).replace(/\.(csv|tsv|txt|tab|data)$/i, '');
  return `initial/${name.replace(/[\u0000-\u001f\u007f\\"]/g, '_')}.csv`;
}
