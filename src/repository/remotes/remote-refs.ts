// What a remote has, as it says itself.

import type { Setting } from '../git/git.ts';
import { type Connection, remoteGit } from '../git/remote-git.ts';

/** Where to run git, and against what. */
export type Spoken = {
  directory: string;
  connection: Connection;
  /** For messages. */
  url: string;
  configuration?: readonly Setting[];
  environment?: Record<string, string>;
};

/** Ref name -> id, for the patterns asked for. One connection. */
export async function remoteRefs(
  spoken: Spoken,
  remote: string,
  patterns: readonly string[],
): Promise<Map<string, string>> {
  const { stdout } = await remoteGit(['ls-remote', '--quiet', '--', remote, ...patterns], spoken);
  return new Map(
    stdout
      .split('\n')
      .filter(line => line !== '')
      .map(line => [line.slice(41), line.slice(0, 40)] as const),
  );
}
