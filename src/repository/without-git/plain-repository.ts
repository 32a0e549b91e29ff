// The repository around a folder where no git is installed, as in an image of Node alone: found and checked by hand.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { Repository } from '../repository.ts';

/** Packs are read whole. Bytes. */
const LARGEST_PACK = 2 ** 31 - 1;

/**
 * Only the main working tree of an ordinary repository, or a bare one, can be read so. Throws UserError `no-repository`,
 * or `needs-git` for what only Git itself reads: linked working trees, alternates, sha256, reftables, packs over 2 GiB.
 */
export function plainRepository(from: string): Repository {
  const { directory, gitDirectory } = findGitDirectory(path.resolve(from));
  if (!statSync(gitDirectory).isDirectory()) throw needsGit('it is a linked working tree, or a submodule');
  if (existsSync(path.join(gitDirectory, 'objects/info/alternates')))
    throw needsGit('it borrows objects of another (alternates)');
  const configuration = readFileSync(path.join(gitDirectory, 'config'), 'utf8');
  if (/^\s*objectformat\s*=\s*(?!sha1\b)/im.test(configuration)) throw needsGit('its ids are not sha1');
  if (/^\s*refstorage\s*=\s*(?!files\b)/im.test(configuration)) throw needsGit('its refs are no files');
  const packs = path.join(gitDirectory, 'objects/pack');
  const large = existsSync(packs)
    ? readdirSync(packs).find(name => statSync(path.join(packs, name)).size > LARGEST_PACK)
    : undefined;
  if (large !== undefined) throw needsGit(`its pack ${large} is larger than 2 GiB`);
  const shallow = existsSync(path.join(gitDirectory, 'shallow'));
  return { directory, gitDirectory, commonDirectory: gitDirectory, shallow };
}

function findGitDirectory(from: string): { directory: string; gitDirectory: string } {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const inside = path.join(folder, '.git');
    if (existsSync(inside)) return { directory: folder, gitDirectory: inside };
    if (existsSync(path.join(folder, 'HEAD')) && existsSync(path.join(folder, 'objects'))) {
      return { directory: folder, gitDirectory: folder };
    }
    if (path.dirname(folder) !== folder) continue;
    throw new UserError(`"${from}" is in no Git repository`, {
      code: 'no-repository',
      hint: 'name the folder of the project with -C <folder>',
    });
  }
}

function needsGit(why: string): UserError {
  return new UserError(`this repository cannot be read without Git: ${why}`, {
    code: 'needs-git',
    hint: 'install git, or copy a plain clone: git clone --no-hardlinks',
  });
}
