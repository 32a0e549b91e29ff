// monitoring/reference.json: a profile as text and back.

import { UserError } from '../errors.ts';
import type { Profile } from './profile.ts';

/** One line a column, so that a difference of two versions says which columns moved. */
export function writeProfile(profile: Profile): string {
  const { columns, ...rest } = profile;
  const lines = columns.map(column => JSON.stringify(column));
  const head = JSON.stringify(rest).slice(0, -1);
  return `${head},"columns":[\n${lines.join(',\n')}\n]}\n`;
}

/** Throws UserError `old-reference` for a profile of another version and `invalid-reference` for what is none. */
export function readProfile(text: string): Profile {
  let read: Partial<Profile> | null;
  try {
    read = JSON.parse(text);
  } catch {
    throw invalid();
  }
  const version: unknown = read?.version;
  if (typeof version === 'number' && version !== 2)
    throw new UserError(`monitoring/reference.json has version ${version}; this program reads version 2`, {
      code: 'old-reference',
      hint: 'git-model train --force makes the model and its reference anew',
      details: { version },
    });
  if (version !== 2 || !Array.isArray(read?.columns) || typeof read.rows !== 'number') throw invalid();
  return read as Profile;
}

function invalid(): UserError {
  return new UserError('monitoring/reference.json is no profile', {
    code: 'invalid-reference',
    hint: 'git-model train --force makes the model and its reference anew',
  });
}
