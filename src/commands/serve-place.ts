// Where a server reads: through the user's git, or by itself where none is installed.

import { CommandError } from '../errors.ts';
import { gitLine } from '../repository/git/git.ts';
import { type LastingReader, lastingReader } from '../repository/objects/lasting-reader.ts';
import { openObjectReader } from '../repository/objects/object-reader.ts';
import { untrusted } from '../repository/remotes/trust.ts';
import { openRepository, type Repository } from '../repository/repository.ts';
import type { Context } from './command.ts';
import { requireTrust } from './trust.ts';

export type ServePlace = { repository: Repository; reader: LastingReader };

/** Throws as `openRepository` and `requireTrust` do, and UserError `needs-git` where only git can read what is there. */
export async function openServePlace(context: Context): Promise<ServePlace> {
  try {
    const repository = await openRepository(context.directory);
    // The places of a plain repository are read from its files: that there is a git is not known yet.
    await gitLine(['--version'], { directory: repository.directory });
    await requireTrust(context, repository.directory);
    const open = () => openObjectReader(repository.directory);
    return { repository, reader: lastingReader(open, repository.gitDirectory) };
  } catch (error) {
    if (!(error instanceof CommandError && error.code === 'git-missing')) throw error;
    return openWithoutGit(context);
  }
}

async function openWithoutGit(context: Context): Promise<ServePlace> {
  const { plainRepository } = await import('../repository/without-git/plain-repository.ts');
  const repository = plainRepository(context.directory);
  const { openPlainReader, untrustedRemotesIn } = await import('../repository/without-git/plain-reader.ts');
  const remotes = context.trust ? [] : await untrustedRemotesIn(repository.gitDirectory);
  if (remotes.length > 0) throw untrusted(remotes);
  context.say('there is no git here: the repository is read without it, and no remote can be followed');
  const reader = openPlainReader(repository.gitDirectory);
  // It looks up files by their names each time.
  return { repository, reader: { ...reader, renew: async () => {} } };
}
