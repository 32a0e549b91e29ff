// The one place that starts the user's git. Arguments travel as an array, never through a shell.

import { stat } from 'node:fs/promises';
import { type CommandError, Failure, UserError } from '../../errors.ts';
import { explainFailure, heldLock, lockedBySomebodyElse } from './git-failure.ts';
import { LOCK_PATIENCE } from './locks.ts';
import { runGit } from './run-git.ts';

/**
 * What a calling hook sets to point git at *its* repository and index. Ours is the repository of the folder (or of
 * `-C`), so these go; `GIT_CONFIG_PARAMETERS` and `GIT_CONFIG_COUNT` stay: they carry the user's own `git -c`.
 */
export const HOOK_VARIABLES = [
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
] as const;

/** They would give the paths that we name another meaning. */
const PATHSPEC_VARIABLES = ['GIT_GLOB_PATHSPECS', 'GIT_NOGLOB_PATHSPECS', 'GIT_ICASE_PATHSPECS'] as const;

/**
 * The environment of every git we start. English messages, because we read some of them; paths are literal, whatever
 * characters they hold; a repository that we make has SHA-1 ids, whatever this user's default is; and bare
 * repositories may be used without `--git-dir`, since we name each of them ourselves (`safe.bareRepository` guards
 * against those that are merely come across).
 */
export function gitEnvironment(
  extra: Record<string, string> = {},
  configuration: readonly Setting[] = [],
): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env };
  for (const name of [...HOOK_VARIABLES, ...PATHSPEC_VARIABLES]) delete environment[name];
  const count = Number(environment['GIT_CONFIG_COUNT'] || 0);
  if (Number.isInteger(count)) {
    const settings: Setting[] = [['safe.bareRepository', 'all'], ...configuration];
    environment['GIT_CONFIG_COUNT'] = String(count + settings.length);
    for (const [index, [key, value]] of settings.entries()) {
      environment[`GIT_CONFIG_KEY_${count + index}`] = key;
      environment[`GIT_CONFIG_VALUE_${count + index}`] = value;
    }
  }
  return {
    ...environment,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_DEFAULT_HASH: 'sha1',
    // A checkout of ours downloads no model: what needs one fetches that one.
    GIT_LFS_SKIP_SMUDGE: '1',
    ...extra,
  };
}

/** A key of Git's configuration and its value, for one call: the environment carries it, so no list of processes shows it. */
export type Setting = readonly [key: string, value: string];

export type GitOptions = {
  /** Folder in which git runs. */
  directory: string;
  input?: string | Uint8Array;
  environment?: Record<string, string>;
  configuration?: readonly Setting[];
  /**
   * A short write that takes a lock: it runs in a session of its own, so that a signal to our process group (Ctrl-C,
   * `kill -9 -pgid`) cannot leave the lock behind.
   */
  write?: boolean;
  /** With `write`, of a long one (a fetch): it is asked to end where we end, and goes on alone only where we are killed. */
  endsWithUs?: boolean;
  /** Exit codes that are an answer and not a failure; 0 always is. A lock that somebody holds never is. */
  answers?: readonly number[];
  /** How long somebody else's lock is waited for, in milliseconds. */
  lockPatience?: number;
  /** `latin1`, for lists of paths: one character a byte, so that a name that is no UTF-8 comes through whole. */
  encoding?: 'utf8' | 'latin1';
};

export type GitResult = { stdout: string; stderr: string; exitCode: number };

/** Runs git and gives what it printed (final newline kept). Throws a `CommandError` with the remedy where git fails. */
export async function git(args: readonly string[], options: GitOptions): Promise<GitResult> {
  const patience = options.lockPatience ?? LOCK_PATIENCE;
  // Not `performance`: the first look at it loads 2 ms of Node.
  const started = process.uptime();
  for (let pause = 20; ; pause = Math.min(pause * 2, 500)) {
    const result = await runOnce(args, options);
    if (result.exitCode === 0) return result;
    const lock = heldLock(result.stderr);
    if (lock === null) {
      if (options.answers?.includes(result.exitCode)) return result;
      throw explainFailure(args, result);
    }
    if ((process.uptime() - started) * 1000 > patience) throw await lockedBySomebodyElse(lock);
    const { setTimeout: sleep } = await import('node:timers/promises');
    await sleep(pause);
  }
}

/** Like `git`, and gives stdout without its final newline. */
export async function gitLine(args: readonly string[], options: GitOptions): Promise<string> {
  return (await git(args, options)).stdout.replace(/\n$/, '');
}

async function runOnce(args: readonly string[], options: GitOptions): Promise<GitResult> {
  const { directory, input, encoding = 'utf8' } = options;
  const { stdout, stderr, exitCode, signal, cause } = await runGit(args, {
    directory,
    environment: gitEnvironment(options.environment, options.configuration),
    input: typeof input === 'string' ? Buffer.from(input, encoding) : (input ?? null),
    detached: options.write === true,
    endsWithUs: options.endsWithUs,
  });
  if (cause !== null) throw await whyNotStarted(cause, directory);
  if (exitCode === null) {
    throw new Failure(`git ${args[0]} was ended${signal ? ` by ${signal}` : ''}`, { code: 'git-ended' });
  }
  return { stdout: stdout.toString(encoding), stderr: stderr.toString('utf8'), exitCode };
}

/** What to say where git did not start at all. */
export async function whyNotStarted(cause: NodeJS.ErrnoException, directory: string): Promise<Error> {
  return cause.code === 'ENOENT' || cause.code === 'ENOTDIR' ? missingGitOrFolder(directory) : cause;
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
