// `serve --follow`: what a remote has is fetched before anything is served, and again every few seconds.

import type { Repository } from '../repository/repository.ts';
import { every } from '../serving/every.ts';
import { followRemote } from '../serving/follow-remote.ts';
import type { Context } from './command.ts';

type Fetch = () => Promise<void>;

/** Fetches, and gives what fetches again; null where no remote is followed. */
export async function openRemote(
  context: Context,
  repository: Repository,
  remote: string | null,
): Promise<Fetch | null> {
  if (remote === null) return null;
  return followRemote(repository, remote, why =>
    context.say(`${why.message}: what was fetched before is served`, 'warning'),
  );
}

/** Fetches every so many seconds; a failure is told, and what is served goes on. */
export const fetchEvery = (seconds: number, fetch: Fetch | null, said: (failure: Error | null) => void) =>
  every(seconds * 1000, async () => {
    await fetch?.().then(() => said(null), said);
  });
