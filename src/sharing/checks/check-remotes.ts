// Whether the remotes answer; asked only where somebody wants to know.

import { CommandError } from '../../errors.ts';
import { dataRefs } from '../../repository/data/data-remote.ts';
import type { DataRepository } from '../../repository/data/data-repository.ts';
import type { Connection } from '../../repository/git/remote-git.ts';
import { remoteRefs } from '../../repository/remotes/remote-refs.ts';
import type { Remote } from '../../repository/remotes/remotes.ts';
import { withoutCredentials } from '../../repository/remotes/trust.ts';
import { type Finding, fine } from './check.ts';

export async function checkRemotes(
  directory: string,
  remotes: readonly Remote[],
  data: DataRepository | null,
  connection: Connection,
): Promise<Finding[]> {
  const asked = remotes.map(async ({ name, url }) => {
    const ask = () => remoteRefs({ directory, connection, url }, name, ['HEAD']);
    return answerOf(`remote-${name}`, url, ask);
  });
  if (data !== null && data.path === null) {
    asked.push(answerOf('remote-data', data.url, () => dataRefs({ ...data, connection }, directory)));
  }
  return Promise.all(asked);
}

async function answerOf(name: string, url: string, ask: () => Promise<unknown>): Promise<Finding> {
  try {
    await ask();
    return fine(name, `${withoutCredentials(url)} answers`);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { name, status: 'problem', message: error.message, remedy: error.hint };
  }
}
