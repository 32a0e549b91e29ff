// What git says when it cannot reach a remote, turned into a message and a remedy. No password of a URL gets through.

import { type CommandError, Failure, UserError } from '../../errors.ts';
import { explainFailure } from '../git/git-failure.ts';
import { withoutCredentials } from './trust.ts';

/** The error for a git that failed against `url`. */
export function explainRemote(
  args: readonly string[],
  { stderr, exitCode }: { stderr: string; exitCode: number },
  url: string,
): CommandError {
  const said = withoutCredentials(stderr).trim();
  const shown = withoutCredentials(url);
  const details = { url: shown, said };
  const words = lastWords(said);
  if (
    /does not appear to be a git repository|repository .*not found|does not exist|HTTP code 404|error: 404/i.test(
      said,
    )
  ) {
    return new UserError(`there is no repository at ${shown}, or you may not see it`, {
      code: 'remote-not-found',
      hint: 'check the URL (git remote -v); one that is to be written to must be made first, empty',
      details,
    });
  }
  if (
    /Authentication failed|could not read (Username|Password)|Permission denied|prompts? disabled|Host key verification|error: 40[13]|access denied/i.test(
      said,
    )
  ) {
    return new Failure(`${shown} lets nobody in with what it was shown: ${words}`, {
      code: 'remote-denied',
      hint: 'see that plain Git gets in (git ls-remote <url>): a credential helper, an ssh key, or GITHUB_USERNAME and GITHUB_TOKEN for https://github.com',
      details,
    });
  }
  if (
    /unable to access|Could not resolve|Connection|Could not read from remote|early EOF|hung up|transport '|unable to look up|timed? ?out|Network|RPC failed|protocol error|unexpected disconnect/i.test(
      said,
    )
  ) {
    return new Failure(`${shown} cannot be reached: ${words}`, {
      code: 'remote-unreachable',
      hint: 'nothing was changed here; run this again once it answers',
      details,
    });
  }
  return explainFailure(args, { stderr: said, exitCode });
}

function lastWords(said: string): string {
  const lines = said.split('\n').filter(line => !/^(hint|remote|warning):/.test(line) && line.trim() !== '');
  const line =
    lines.find(candidate => /^(fatal|error):/.test(candidate)) ?? lines.at(-1) ?? 'it said nothing';
  return line.replace(/^(fatal|error): /, '');
}
