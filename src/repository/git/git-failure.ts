// What git says when it fails, turned into a message and a remedy. Its messages are English: we ask for LC_ALL=C.

import { stat } from 'node:fs/promises';
import { type CommandError, Failure, Moved, UserError } from '../../errors.ts';

/** Path of the lock that another process holds, where that is why git failed; null otherwise. */
export function heldLock(stderr: string): string | null {
  const file = /Unable to create '([^']+\.lock)': File exists/.exec(stderr)?.[1];
  if (file) return file;
  const configuration = /could not lock config file (.+): File exists/.exec(stderr)?.[1];
  return configuration ? `${configuration}.lock` : null;
}

/** The error for a lock that was waited for in vain: named with its age, never deleted. */
export async function lockedBySomebodyElse(lock: string): Promise<CommandError> {
  const age = await stat(lock).then(
    found => Math.max(0, Math.round((Date.now() - found.mtimeMs) / 1000)),
    () => null,
  );
  return new Moved(`another Git process holds "${lock}"${age === null ? '' : ` (for ${age} s)`}`, {
    code: 'locked',
    hint: 'wait for it to end; if no Git process runs any more, remove that file and run this again',
    details: { lock, ageSeconds: age },
  });
}

export function explainFailure(
  args: readonly string[],
  { stderr, exitCode }: { stderr: string; exitCode: number },
): CommandError {
  const said = withoutTraces(stderr);
  const command = commandOf(args);
  const details = { command: `git ${command}`, exitCode, said };
  if (/No space left on device|Disk quota exceeded|Out of diskspace/.test(said)) {
    return new Failure('the disk is full', {
      code: 'disk-full',
      hint: 'free some space, then run this again',
      details,
    });
  }
  if (/Read-only file system|Permission denied|insufficient permission/.test(said)) {
    return new Failure(`git may not write here: ${lastLine(said)}`, {
      code: 'not-writable',
      hint: 'check the rights of the folder and of its .git',
      details,
    });
  }
  if (/Please tell me who you are|empty ident name|unable to auto-detect email/.test(said)) {
    return noIdentity(details);
  }
  if (/failed to sign|gpg: |ssh-keygen/i.test(said)) {
    return new Failure(`the commit could not be signed: ${lastLine(said)}`, {
      code: 'signing-failed',
      hint: 'commit.gpgSign is on: see that user.signingKey and gpg (or gpg.format ssh) work, or sign nothing this once: git -c commit.gpgSign=false model <command>',
      details,
    });
  }
  if (/dubious ownership/.test(said)) {
    return new UserError('this repository belongs to another user', {
      code: 'dubious-ownership',
      hint: 'git config --global --add safe.directory <folder>, if you trust it',
      details,
    });
  }
  if (/aborted by hook/.test(said)) {
    const words = said
      .split('\n')
      .filter(line => !/^(fatal|error): /.test(line))
      .join(' ')
      .trim();
    return new Failure(`the hook reference-transaction refused${words === '' ? '' : `: ${words}`}`, {
      code: 'hook-rejected',
      hint: 'nothing was changed; the hook is in the folder that "git rev-parse --git-path hooks" names',
      details,
    });
  }
  return new Failure(`git ${command} failed: ${said === '' ? `exit code ${exitCode}` : lastLine(said)}`, {
    code: 'git-failed',
    details,
  });
}

/** The word that says what git was to do, behind `-c key=value` and `--git-dir folder`. */
function commandOf(args: readonly string[]): string {
  const command = args.find(
    (word, at) => !word.startsWith('-') && !/^(-c|-C|--git-dir)$/.test(args[at - 1] ?? ''),
  );
  return command ?? args[0];
}

export function noIdentity(details: Record<string, unknown> = {}): UserError {
  return new UserError('Git does not know who commits: there is no name or no e-mail', {
    code: 'no-identity',
    hint: 'git config --global user.name "Your Name" && git config --global user.email you@example.org',
    details,
  });
}

/** Somebody who sets GIT_TRACE=1 gets lines of it on the same stream. */
function withoutTraces(stderr: string): string {
  return stderr
    .split('\n')
    .filter(line => !/^\d\d:\d\d:\d\d\.\d+ /.test(line))
    .join('\n')
    .trim();
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('hint:'));
  return (lines.find(line => /^(fatal|error):/.test(line)) ?? lines.at(-1) ?? '').replace(
    /^(fatal|error): /,
    '',
  );
}
