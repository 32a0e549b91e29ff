import {
  trustRemotes,
  untrusted,
  untrustedRemotes,
  withoutCredentials,
} from '../repository/remotes/trust.ts';
import { confirm } from '../terminal/questions.ts';
import type { Context } from './command.ts';

/**
 * Before code of the repository runs: whoever cloned it must have said yes to its remote, by `--trust` or when asked.
 * Throws UserError `untrusted` elsewhere. `--yes` is no answer to this: it may stand in scripts written for other code.
 */
export async function requireTrust(context: Context, directory: string): Promise<void> {
  const remotes = await untrustedRemotes(directory);
  if (remotes.length === 0) return;
  const question = `This runs code that came from ${remotes.map(withoutCredentials).join(', ')}. Do you trust it?`;
  const trusts =
    context.trust || (await confirm({ asks: context.asks, yes: false }, { question, otherwise: false }));
  if (!trusts) throw untrusted(remotes);
  await trustRemotes(directory, remotes);
}
