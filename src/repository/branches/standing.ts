// How commits of branches stand to each other.

import { git } from '../git/git.ts';

export type Standing = 'same' | 'ahead' | 'behind' | 'diverged' | 'unknown' | 'absent';

/** How `ours` stands to `theirs`; `unknown` where theirs is not here. One process, none where they are equal. */
export async function standingOf(directory: string, ours: string, theirs: string | null): Promise<Standing> {
  if (theirs === null) return 'absent';
  if (ours === theirs) return 'same';
  const { stdout, exitCode } = await git(
    ['rev-list', '--left-right', '--count', `${ours}...${theirs}`, '--'],
    { directory, answers: [128], environment: { GIT_NO_LAZY_FETCH: '1' } },
  );
  if (exitCode !== 0) return 'unknown';
  const [ahead, behind] = stdout.trim().split('\t').map(Number);
  if (behind === 0) return 'ahead';
  return ahead === 0 ? 'behind' : 'diverged';
}
