// Where a new project will stand, and what stands around that place.

import path from 'node:path';
import { shownValue } from '../data/place.ts';
import { UserError } from '../errors.ts';
import { git } from '../repository/git/git.ts';
import { resolvePath } from './resolve-path.ts';

/**
 * Absolute path of the folder. Throws UserError `invalid-folder` for one that has no name or whose name holds a
 * control character: it becomes part of a URL in .gitmodules.
 */
export async function projectPlace(directory: string, written: string): Promise<string> {
  const place = written === '' ? '' : await resolvePath(directory, written);
  const name = path.basename(place);
  if (name === '') throw invalid(written, 'it has no name');
  if (/[\u0000-\u001f\u007f]/.test(place)) throw invalid(written, 'it holds a control character');
  // The data repository and, while it is made, a hidden folder beside it bear longer names.
  if (Buffer.byteLength(name) > 200) throw invalid(written, 'its name is longer than 200 bytes');
  return place;
}

function invalid(written: string, why: string): UserError {
  return new UserError(`${shownValue(written)} cannot be the folder of a project: ${why}`, {
    code: 'invalid-folder',
    hint: 'letters, digits, "-", "_", "." and spaces are safe: for example bikes',
    details: { folder: written },
  });
}

/** Top folder of the Git repository that `folder` lies in, or null. */
export async function enclosingRepository(folder: string): Promise<string | null> {
  const { stdout, exitCode } = await git(['rev-parse', '--show-toplevel'], {
    directory: folder,
    answers: [128],
  });
  return exitCode === 0 && stdout !== '\n' ? stdout.replace(/\n$/, '') : null;
}
