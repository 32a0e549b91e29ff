import type { Connection } from '../repository/git/remote-git.ts';
import { chooseRemote, type Remote, readRemotes } from '../repository/remotes/remotes.ts';
import { type Arguments, type Context, textOf } from './command.ts';

/** The remote that is meant, and how it is spoken to. Throws UserError `no-remote`. */
export async function openRemote(
  context: Context,
  directory: string,
  { args, pushes }: { args: Arguments; pushes: boolean },
): Promise<{ remote: Remote; connection: Connection }> {
  const settings = await readRemotes(directory);
  const remote = chooseRemote(settings, { named: textOf(args.positionals['remote']), pushes });
  return { remote, connection: { ...settings, asks: context.asks } };
}
