// Ends commands as the machine does: at a moment, or at one of the git processes that they start.

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { type Project, runProgram, testEnvironment } from '../support/project.ts';

const BINARY = fileURLToPath(new URL('../../bin/git-model.js', import.meta.url));

/** A generator of numbers in [0, 1), so that a failure can be had again. */
function seeded(seed: number): () => number {
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
function momentsOver(milliseconds: number, count: number, random: () => number): number[] {
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

export type Victim = { directory: string; home: string; env?: Record<string, string> };

/** Starts git-model in a group of its own, kills it (or the whole group) at a moment; says whether it ended before. */
export function killAt(
  args: readonly string[],
  { directory, home, env }: Victim,
  {
    milliseconds,
    group,
    signal: by = 'SIGKILL',
  }: { milliseconds: number; group: boolean; signal?: NodeJS.Signals },
): Promise<'killed' | 'ended'> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BINARY, ...args], {
      cwd: directory,
      // What a killed command leaves among temporary files goes with the sandbox.
      env: testEnvironment(home, { TMPDIR: home, ...env, NODE_V8_COVERAGE: undefined }),
      stdio: 'ignore',
      detached: true,
    });
    const timer = setTimeout(() => process.kill(group ? -child.pid! : child.pid!, by), milliseconds);
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
async function killAtGit(
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

/** Where commands on `project` are started to be killed. */
export const victimOf = (project: Project): Victim => ({
  directory: project.directory,
  home: project.sandbox.home,
});

type Kill = (args: readonly string[]) => Promise<unknown>;

/**
 * One `round` for each of `count` moments to kill at. `usual` is what will be killed, undisturbed: how long it takes is
 * how far the moments reach. The command alone and its whole group are killed in turn. In a round, `kill` runs a command
 * and kills it, which may also be another one, at the same share of what that one usually takes.
 */
export async function killAtMoments(
  victim: Victim,
  { usual, count, seed }: { usual: () => Promise<unknown>; count: number; seed: number },
  round: (
    kill: (args: readonly string[], other?: { victim: Victim; duration: number }) => Promise<unknown>,
    where: string,
    index: number,
  ) => Promise<unknown>,
): Promise<void> {
  const duration = await durationOf(usual);
  for (const [index, share] of momentsOver(1, killings(count), seeded(seed)).entries()) {
    const group = index % 2 === 0;
    const where = `${group ? 'group' : 'process'} killed at ${(100 * share).toFixed(0)} % of ${duration.toFixed(0)} ms`;
    await round(
      (args, other = { victim, duration }) =>
        killAt(args, other.victim, { milliseconds: share * other.duration, group }),
      where,
      index,
    );
  }
}

/**
 * One `round` for each git process to kill at, from the one numbered `first` on, until one ends before it starts so
 * many. `step` leads from one number to the next.
 */
export async function killAtGits(
  victim: Victim,
  { first, step = () => 1 }: { first: number; step?: (at: number) => number },
  round: (kill: Kill, where: string, at: number) => Promise<unknown>,
): Promise<void> {
  let outcome: 'killed' | 'ended' = 'killed';
  for (let at = first; outcome === 'killed'; at += step(at)) {
    assert.ok(at < 150, 'it comes to an end');
    const kill: Kill = async args => {
      outcome = await killAtGit(args, victim, at);
    };
    await round(kill, `killed at git process ${at}`, at);
  }
}

/** Milliseconds that the call takes when nobody disturbs it. */
export async function durationOf(call: () => Promise<unknown>): Promise<number> {
  const clock = performance.now();
  await call();
  return performance.now() - clock;
}

/** How many moments to kill at: few in the suite, more for a thorough look: `KILLINGS=5 npm test -- kill` takes five times as many. */
function killings(usual: number): number {
  return usual * Math.max(1, Number(process.env['KILLINGS'] ?? 1) || 1);
}
