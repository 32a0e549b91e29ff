// Git where it speaks to another machine: through the user's own git, with the user's ssh and credential helpers.

import { explainRemote } from '../remotes/remote-failure.ts';
import type { RemoteSettings } from '../remotes/remotes.ts';
import { type GitResult, git, type Setting } from './git.ts';

export type Connection = Pick<RemoteSettings, 'choosesSsh' | 'choosesPatience'> & {
  /** Whether somebody sits there who can type a password. */
  asks: boolean;
};

type RemoteOptions = {
  directory: string;
  connection: Connection;
  /** What is spoken to, for messages; a password in it is not shown. */
  url: string;
  configuration?: readonly Setting[];
  environment?: Record<string, string>;
  input?: string;
  answers?: readonly number[];
};

/**
 * Runs git against a remote. Throws UserError `remote-not-found`, Failure `remote-denied` or `remote-unreachable`, each
 * with what git said, without passwords. Asked to end where we are ended; where we are killed outright it gets through
 * by itself, so that no lock of it is left.
 */
export async function remoteGit(args: readonly string[], options: RemoteOptions): Promise<GitResult> {
  const { directory, connection, url, input, answers = [] } = options;
  const result = await git(args, {
    directory,
    input,
    // Of a session of its own it would have no terminal to ask on.
    write: !connection.asks,
    endsWithUs: true,
    environment: { ...environmentOf(connection), ...options.environment },
    configuration: [...settingsOf(connection), ...(options.configuration ?? [])],
    answers: [1, 2, 128, ...answers],
  });
  if (result.exitCode === 0 || answers.includes(result.exitCode)) return result;
  throw explainRemote(args, result, url);
}

function environmentOf({ asks, choosesSsh }: Connection): Record<string, string> {
  if (asks) return {};
  const ssh = choosesSsh || process.env['GIT_SSH_COMMAND'] || process.env['GIT_SSH'];
  return { GIT_TERMINAL_PROMPT: '0', ...(ssh ? {} : { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes' }) };
}

const GITHUB = 'credential.https://github.com.helper';

/**
 * Runs only for URLs of that very host and scheme, and reads the variables when it is asked: what stands here, and in
 * any list of processes, are their names. (An askpass would answer whatever host asks.)
 */
const FROM_ENVIRONMENT =
  '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$GITHUB_USERNAME" "$GITHUB_TOKEN"; }; f';

function settingsOf({ choosesPatience }: Connection): Setting[] {
  const settings: Setting[] = [];
  if (process.env['GITHUB_USERNAME'] && process.env['GITHUB_TOKEN']) {
    // The empty one forgets those before it: a helper such as `store` would be handed the token to keep in a file.
    settings.push([GITHUB, ''], [GITHUB, FROM_ENVIRONMENT]);
  }
  if (!choosesPatience) settings.push(['http.lowSpeedLimit', '1'], ['http.lowSpeedTime', '60']);
  return settings;
}
