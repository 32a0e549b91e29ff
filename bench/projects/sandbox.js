// A temporary folder in which a project can be made and measured: a user of its own, no configuration of this machine.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const BINARY = fileURLToPath(new URL('../../bin/git-model.js', import.meta.url));

/** Fixed, so that two runs of the benchmark make the same commits. */
export const EPOCH = '1700000000';

/** Makes the folder; `remove()` takes it away again, and so does the end of this process. */
export function makeSandbox() {
  const root = mkdtempSync(path.join(tmpdir(), 'git-model-bench-'));
  const home = path.join(root, 'home');
  mkdirSync(home);
  const remove = () => rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  process.on('exit', remove);
  const environment = {
    PATH: process.env.PATH,
    HOME: home,
    ...(process.env.TMPDIR ? { TMPDIR: process.env.TMPDIR } : {}),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Bench',
    GIT_AUTHOR_EMAIL: 'bench@example.org',
    GIT_COMMITTER_NAME: 'Bench',
    GIT_COMMITTER_EMAIL: 'bench@example.org',
    SOURCE_DATE_EPOCH: EPOCH,
    NO_COLOR: '1',
  };
  /** Runs a program to its end and gives its stdout; throws with its stderr where it fails. */
  const run = (program, args, { cwd = root, input } = {}) => {
    const ran = spawnSync(program, args, {
      cwd,
      input,
      env: environment,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
    if (ran.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${ran.error ?? ran.stderr}`);
    return ran.stdout;
  };
  return {
    root,
    environment,
    remove,
    run,
    git: (args, options) => run('git', args, options).trimEnd(),
    gitModel: (args, options) => run(process.execPath, [BINARY, ...args], options),
    /** A process with its stdin open: for `git fast-import`. */
    start: (program, args, { cwd = root } = {}) =>
      spawn(program, args, { cwd, env: environment, stdio: ['pipe', 'ignore', 'inherit'] }),
  };
}
