// Ends commands as the machine does: at a moment, or at one of the git processes that they start. Then looks at what is
// left of the repository.

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { type Project, runProgram, testEnvironment } from '../support/project.ts';

const BINARY = fileURLToPath(new URL('../../bin/git-model.js', import.meta.url));

/** A generator of numbers in [0, 1), so that a failure can be had again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * `count` moments over `milliseconds`, one in each of as many equal parts, in a shuffled order: half of them in the
 * last third, where everything that can be seen is done.
 */
export function momentsOver(milliseconds: number, count: number, random: () => number): number[] {
  const early = Math.floor(count / 2);
  const moments = Array.from({ length: count }, (_, index) => {
    const share =
      index < early
        ? (index + random()) / early
        : 2 / 3 + ((index - early + random()) / (count - early)) * (1 / 3);
    return share * milliseconds * 1.05;
  });
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [moments[at], moments[other]] = [moments[other], moments[at]];
  }
  return moments;
}

type Victim = { directory: string; home: string; env?: Record<string, string> };

/** Starts git-model in a group of its own, kills it (or the whole group) at a moment; says whether it ended before. */
export function killAt(
  args: readonly string[],
  { directory, home, env }: Victim,
  { milliseconds, group }: { milliseconds: number; group: boolean },
): Promise<'killed' | 'ended'> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BINARY, ...args], {
      cwd: directory,
      // What a killed command leaves among temporary files goes with the sandbox.
      env: testEnvironment(home, { TMPDIR: home, ...env, NODE_V8_COVERAGE: undefined }),
      stdio: 'ignore',
      detached: true,
    });
    const timer = setTimeout(() => process.kill(group ? -child.pid! : child.pid!, 'SIGKILL'), milliseconds);
    child.on('error', reject);
    child.on('exit', (_code, signal) => {
      clearTimeout(timer);
      resolve(signal === null ? 'ended' : 'killed');
    });
  });
}

/**
 * A folder for the PATH whose `git` runs some lines of shell before it does what it was called for: `$call` is the
 * number of the call, `$PPID` who calls, `git` the real one.
 */
export async function gitThatFirst(home: string, lines: string): Promise<{ PATH: string }> {
  const folder = await mkdtemp(path.join(home, 'git-'));
  const found = await runProgram('sh', ['-c', 'command -v git'], {
    directory: home,
    environment: process.env,
  });
  await mkdir(path.join(folder, 'calls'));
  await mkdir(path.join(folder, 'bin'));
  await writeFile(
    path.join(folder, 'bin', 'git'),
    `#!/bin/sh
call=1
set -C
while ! true > "${folder}/calls/$call"; do call=$((call + 1)); done 2>/dev/null
set +C
git() { ${found.stdout.trim()} "$@"; }
${lines}
exec ${found.stdout.trim()} "$@"
`,
    { mode: 0o755 },
  );
  return { PATH: `${path.join(folder, 'bin')}:${process.env['PATH']}` };
}

/**
 * Runs git-model with a git on its PATH that kills it when it starts its `at`-th git process, and only then, some
 * moments later, does what it was started for: the worst order that a kill can bring about, since what was begun
 * arrives when nobody waits for it any more. Says whether there were that many.
 */
export async function killAtGit(
  args: readonly string[],
  { directory, home, env }: Victim,
  at: number,
): Promise<'killed' | 'ended'> {
  const killing = await gitThatFirst(home, `if [ "$call" -eq ${at} ]; then kill -9 "$PPID"; sleep 0.03; fi`);
  const ran = await runProgram(process.execPath, [BINARY, ...args], {
    directory,
    environment: testEnvironment(home, { TMPDIR: home, ...env, ...killing, NODE_V8_COVERAGE: undefined }),
  });
  return ran.signal === 'SIGKILL' ? 'killed' : 'ended';
}

/** What holds at every moment: both repositories whole, and the data that each branch pins in the data repository. */
export async function requireWhole(project: Project, where: string): Promise<void> {
  const { sandbox } = project;
  const inData = (...args: string[]) => sandbox.git(['--git-dir', `${project.directory}-data.git`, ...args]);
  const [ofProject, ofData, branches] = await Promise.all([
    project.git('fsck', '--no-dangling'),
    inData('fsck', '--no-dangling'),
    project.git('for-each-ref', '--format=%(refname)', 'refs/heads/'),
  ]);
  assert.is(ofProject, '', `${where}: fsck of the project`);
  assert.is(ofData, '', `${where}: fsck of the data`);
  const pins = await project.git('rev-parse', ...branches.split('\n').map(name => `${name}:data`));
  await inData('rev-list', '--no-walk', '--quiet', ...pins.split('\n'));
}

/** What holds once the next command is through: no lock, nothing pending, the trees as their branch and `edits` say. */
export async function requireSettled(
  project: Project,
  where: string,
  trees: Record<string, string>,
): Promise<void> {
  const common = path.join(project.directory, '.git');
  const left = (await readdir(common, { recursive: true })).filter(
    name => name.endsWith('.lock') || /^mv\/pending\/./.test(name) || name.includes('unfinished'),
  );
  assert.equal(left, [], `${where}: left in .git`);
  for (const [directory, edits] of Object.entries(trees)) {
    const git = (...args: string[]) => project.sandbox.git(args, { directory });
    const [status, pin, data] = await Promise.all([
      git('status', '--porcelain'),
      git('rev-parse', 'HEAD:data'),
      git('-C', 'data', 'rev-parse', 'HEAD'),
    ]);
    assert.is(status, edits, `${where}: status of ${directory}`);
    assert.is(data, pin, `${where}: data/ of ${directory} stands on its pin`);
  }
}

/** Milliseconds that the call takes when nobody disturbs it. */
export async function durationOf(call: () => Promise<unknown>): Promise<number> {
  const clock = performance.now();
  await call();
  return performance.now() - clock;
}

/** How many moments to kill at: few in the suite, more for a thorough look: `KILLINGS=5 npm test -- kill` takes five times as many. */
export function killings(usual: number): number {
  return usual * Math.max(1, Number(process.env['KILLINGS'] ?? 1) || 1);
}
