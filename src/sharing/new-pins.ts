// Which data commits a push would make others ask for.

import { DATA } from '../repository/data/data-folder.ts';
import { git } from '../repository/git/git.ts';

/**
 * Pins of the commits that can be reached from `commits` and not from `known`, and of `commits` themselves: what is
 * released must be there, and what was once released can be restored. One process.
 */
export async function newPins(
  directory: string,
  commits: readonly string[],
  known: readonly string[],
): Promise<string[]> {
  if (commits.length === 0) return [];
  const { stdout } = await git(
    ['log', '--raw', '-m', '--no-abbrev', '--no-renames', '--format=', '--stdin', '--', DATA],
    {
      directory,
      input: [...commits, ...known.map(commit => `^${commit}`)].map(line => `${line}\n`).join(''),
    },
  );
  const pins = [...stdout.matchAll(/^:\d{6} 160000 [0-9a-f]{40} ([0-9a-f]{40}) /gm)].map(match => match[1]);
  return [...new Set(pins)];
}
