// A path as a person writes it.

import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Absolute path of `written`, seen from `directory`. A leading `~/` is the home folder unless a folder named `~` is
 * there: shells leave it alone inside quotes and behind `--data=`.
 */
export async function resolvePath(directory: string, written: string): Promise<string> {
  if (written !== '~' && !written.startsWith('~/')) return path.resolve(directory, written);
  const literal = path.resolve(directory, written.split('/')[0]);
  const isThere = await stat(literal).then(
    () => true,
    () => false,
  );
  return isThere ? path.resolve(directory, written) : path.join(homedir(), written.slice(1));
}
