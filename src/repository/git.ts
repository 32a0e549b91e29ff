// The one place that starts the user's git. Arguments travel as an array, never through a shell.

import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { type CommandError, Failure, Moved, UserError } from '../errors.ts';

/**
 * What a calling hook sets to point git at *its* repository and index. Ours is the repository of the folder (or of
 * `-C`), so these go; `GIT_CONFIG_PARAMETERS` and `GIT_CONFIG_COUNT` stay: they carry the user's own `git -c`.
 */
const HOOK_VARIABLES = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_CONFIG',
  'GIT_OBJECT_DIRECTORY',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_GRAFT_FILE',
  'GIT_INDEX_FILE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_REPLACE_REF_BASE',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_COMMON_DIR',
  'GIT_INTERNAL_SUPER_PREFIX',
];

export function gitEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env };
  for (const name of HOOK_VARIABLES) delete environment[name];
  // English messages, because we read some of them; no prompt in the middle of a command's output.
  return { ...environment, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', ...extra };
}

export type GitOptions = {
  /** Folder in which git runs. */
  directory: string;
  input?: string | Uint8Array;
  environment?: Record<string, string>;
  /**
   * A short write that takes a lock: it runs in a session of its own, so that a signal to our process group (Ctrl-C,
   * `kill -9 -pgid`) cannot leave the lock behind.
   */
  write?: boolean;
  /** Exit codes that are an answer and not a failure; 0 always is. */
  answers?: readonly number[];
  /** How long somebody else's lock is waited for, in milliseconds. */
  lockPatience?: number;
};

export type GitResult = { stdout: string; stderr: string; exitCode: number };

/** Runs git and gives what it printed (UTF-8, final newline kept). Throws a `CommandError` with the remedy where git fails. */
export async function git(args: readonly string[], options: GitOptions): Promise<GitResult> {
  const patience = options.lockPatience ?? 10_000;
  const started = performance.now();
  for (let pause = 20; ; pause = Math.min(pause * 2, 500)) {
    const result = await runOnce(args, options);
    if (result.exitCode === 0 || options.answers?.includes(result.exitCode)) return result;
    const lock = heldLock(result.stderr);
    if (lock === null || performance.now() - started > patience) {
      throw lock === null ? explainFailure(args, result) : await lockedBySomebodyElse(lock);
    }
    await sleep(pause);
  }
}

/** Like `git`, and gives stdout without its final newline. */
export async function gitLine(args: readonly string[], options: GitOptions): Promise<string> {
  return (await git(args, options)).stdout.replace(/\n$/, '');
}

async function runOnce(args: readonly string[], options: GitOptions): Promise<GitResult> {
  const result = await execa('git', args, {
    cwd: options.directory,
    env: gitEnvironment(options.environment),
    extendEnv: false,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    stripFinalNewline: false,
    reject: false,
    maxBuffer: 1 << 30,
    detached: options.write === true,
    cleanup: options.write !== true,
  });
  if (result.exitCode === undefined) {
    const cause = (result as { cause?: NodeJS.ErrnoException }).cause;
    if (cause?.code === 'ENOENT') throw await missingGitOrFolder(options.directory);
    throw new Failure(`git ${args[0]} was ended${result.signal ? ` by ${result.signal}` : ''}`, {
      code: 'git-ended',
      cause: result,
    });
  }
  return { stdout: result.stdout, stderr: result.stderr, exitCode: result.exitCode };
}

async function missingGitOrFolder(directory: string): Promise<CommandError> {
  // spawn reports a missing working folder and a missing program alike.
  const folder = await stat(directory).catch(() => null);
  if (folder === null) {
    return new UserError(`there is no folder "${directory}"`, { code: 'folder-not-found' });
  }
  return new Failure('git was not found on the PATH', {
    code: 'git-missing',
    hint: 'install Git 2.38 or newer, then run this again',
  });
}

function heldLock(stderr: string): string | null {
  return /Unable to create '([^']+\.lock)': File exists/.exec(stderr)?.[1] ?? null;
}

async function lockedBySomebodyElse(lock: string): Promise<CommandError> {
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

function explainFailure(args: readonly string[], { stderr, exitCode }: GitResult): CommandError {
  const said = stderr.trim();
  const details = { command: `git ${args[0]}`, exitCode, said };
  if (/No space left on device|Disk quota exceeded/.test(said)) {
    return new Failure('the disk is full', {
      code: 'disk-full',
      hint: 'free some space, then run this again; nothing was changed',
      details,
    });
  }
  if (/Read-only file system|Permission denied|insufficient permission/.test(said)) {
    return new Failure(`git may not write here: ${lastLine(said)}`, {
      code: 'not-writable',
      hint: 'check the rights of the folder and of its .git; nothing was changed',
      details,
    });
  }
  if (/Please tell me who you are|empty ident name|unable to auto-detect email/.test(said)) {
    return noIdentity(details);
  }
  if (/dubious ownership/.test(said)) {
    return new UserError('this repository belongs to another user', {
      code: 'dubious-ownership',
      hint: 'git config --global --add safe.directory <folder>, if you trust it',
      details,
    });
  }
  return new Failure(`git ${args[0]} failed: ${said === '' ? `exit code ${exitCode}` : lastLine(said)}`, {
    code: 'git-failed',
    details,
  });
}

export function noIdentity(details: Record<string, unknown> = {}): UserError {
  return new UserError('Git does not know who commits: there is no name or no e-mail', {
    code: 'no-identity',
    hint: 'git config --global user.name "Your Name" && git config --global user.email you@example.org',
    details,
  });
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('hint:'));
  return (lines.find(line => /^(fatal|error):/.test(line)) ?? lines.at(-1) ?? '').replace(
    /^(fatal|error): /,
    '',
  );
}

/** The oldest git with `merge-tree --write-tree`, on which promotion stands. */
const OLDEST_GIT = [2, 38] as const;

/** Throws where git is too old to promote with; commands that write call it first. */
export async function requireGit(directory: string): Promise<void> {
  const said = await gitLine(['--version'], { directory });
  const [major, minor] = (/(\d+)\.(\d+)/.exec(said) ?? []).slice(1).map(Number);
  if (major > OLDEST_GIT[0] || (major === OLDEST_GIT[0] && minor >= OLDEST_GIT[1])) return;
  throw new Failure(`${said} is too old: git-model needs Git ${OLDEST_GIT.join('.')} or newer`, {
    code: 'git-too-old',
    hint: 'install a newer Git, and see that it comes first on the PATH',
    details: { found: said, needed: OLDEST_GIT.join('.') },
  });
}
