// The branches of a remote, fetched again and again: what keeps a server on another machine up to date.

import { CommandError } from '../errors.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { chooseRemote, readRemotes } from '../repository/remotes/remotes.ts';
import { fetchTracked, trackedBranches } from '../repository/remotes/tracking.ts';
import type { Repository } from '../repository/repository.ts';

/**
 * Gives a function that fetches. It is called once here, so that what is served first is what the remote has now; where
 * that fails, and branches of it were fetched before, `missed` is told. Throws UserError `no-remote`, and what a fetch
 * throws where none were.
 */
export async function followRemote(
  { directory }: Repository,
  name: string,
  missed: (why: Error) => void,
): Promise<() => Promise<void>> {
  const settings = await readRemotes(directory);
  const remote = chooseRemote(settings, { named: name, pushes: false });
  const fetch = () => fetchTracked(directory, remote, { ...settings, asks: false });
  try {
    await fetch();
  } catch (error) {
    // A server that starts while the remote is away answers with what it has.
    if (!(error instanceof CommandError) || (await trackedBranches(directory, remote.name)).size === 0)
      throw error;
    missed(error);
  }
  return fetch;
}

/** A reader for which the branches of a remote, as last fetched, are the branches. */
export function remoteAsLocal(reader: ObjectReader, remote: string): ObjectReader {
  const local = 'refs/heads/';
  return {
    read: name =>
      reader.read(name.startsWith(local) ? `refs/remotes/${remote}/${name.slice(local.length)}` : name),
    close: () => reader.close(),
  };
}
