// What `--data` names: a CSV file, a folder of them, or a Git repository.

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';

export type DataSource =
  /** Path in the data repository -> file on disk. */
  { kind: 'files'; files: Map<string, string> } | { kind: 'git'; url: string };

/** Looks at the disk; throws UserError `data-not-found`, `no-csv-files` with the remedy. `directory` resolves relative paths. */
export async function findDataSource(source: string, directory: string): Promise<DataSource> {
  if (isGitUrl(source)) return { kind: 'git', url: source };
  const found = path.resolve(directory, source);
  const status = await stat(found).catch(() => null);
  if (status === null) {
    throw new UserError(`--data: there is nothing at "${source}"`, {
      code: 'data-not-found',
      hint: 'name a CSV file, a folder of CSV files, or the URL of a Git repository',
      details: { path: found },
    });
  }
  if (status.isFile()) return { kind: 'files', files: new Map([[storedPath(found), found]]) };
  if (!status.isDirectory()) {
    throw new UserError(`--data: "${source}" is neither a file nor a folder`, {
      code: 'data-not-found',
      hint: 'write it to a file first, then name that',
    });
  }
  const names = (await readdir(found)).sort();
  if (names.includes('.git') || (names.includes('HEAD') && names.includes('objects')))
    return { kind: 'git', url: found };
  const tables = names.filter(name => /\.(csv|tsv)$/i.test(name));
  if (tables.length === 0) {
    throw new UserError(`--data: the folder "${source}" holds no CSV file`, {
      code: 'no-csv-files',
      hint: 'files must end in .csv or .tsv',
      details: { path: found, files: names.slice(0, 20) },
    });
  }
  const files = new Map<string, string>();
  for (const name of tables) {
    const stored = storedPath(name);
    if (files.has(stored)) {
      throw new UserError(
        `--data: "${name}" and "${path.basename(files.get(stored)!)}" would both be stored as ${stored}`,
        {
          code: 'same-name',
          hint: 'rename one of them',
        },
      );
    }
    files.set(stored, path.join(found, name));
  }
  return { kind: 'files', files };
}

/** `initial/<name>.csv`: one ending for all, so that one pattern in mv.yaml finds them. */
function storedPath(file: string): string {
  const name = path.basename(file).replace(/\.(csv|tsv|txt|tab|data)$/i, '');
  return `initial/${name.replace(/[\u0000-\u001f\u007f\\"]/g, '_')}.csv`;
}

function isGitUrl(source: string): boolean {
  return /^(https?|ssh|git|file|git\+ssh):\/\//i.test(source) || /^[\w.-]+@[\w.-]+:/.test(source);
}
