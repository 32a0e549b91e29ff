// Ends commands as the machine does: at a moment, or at one of the git processes that they start.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { type Project, runProgram, testEnvironment } from '../support/project.ts';
import { callsThatWrite, gitThatFirst } from './git-that-first.ts';

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

export type Victim = { root: string; directory: string; home: string; env?: Record<string, string> };

/**
 * Starts git-model in a group of its own, kills it (or the whole group) at a moment, counted from when there is a file
 * `once`, if that is given; says whether it ended before.
 */
export function killAt(
  args: readonly string[],
  { directory, home, env }: Victim,
  {
    milliseconds,
    group,
    signal: by = 'SIGKILL',
    once,
  }: { milliseconds: number; group: boolean; signal?: NodeJS.Signals; once?: string },
): Promise<'killed' | 'ended'> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BINARY, ...args], {
      cwd: directory,
      // What a killed command leaves among temporary files goes with the sandbox.
      env: testEnvironment(home, { TMPDIR: home, ...env, NODE_V8_COVERAGE: undefined }),
      stdio: 'ignore',
      detached: true,
    });
    const kill = () => process.kill(group ? -child.pid! : child.pid!, by);
    let timer = setTimeout(wait, 0);
    function wait() {
      const begins = once === undefined || existsSync(once);
      timer = begins ? setTimeout(kill, milliseconds) : setTimeout(wait, 20);
    }
    child.on('error', reject);
    child.on('exit', (_code, signal) => {
      clearTimeout(timer);
      resolve(signal === null ? 'ended' : 'killed');
    });
  });
}

/**
 * Runs git-model with a git on its PATH that kills it when it starts the git process of this name (`update-ref-2`), and
 * only then, some moments later, does what it was started for: the worst order that a kill can bring about, since what
 * was begun arrives when nobody waits for it any more.
 */
async function killAtGit(
  args: readonly string[],
  { directory, home, env }: Victim,
  at: string,
): Promise<'killed' | 'ended'> {
  const killing = await gitThatFirst(home, `if [ "$name" = "${at}" ]; then kill -9 "$PPID"; sleep 0.03; fi`);
  const ran = await runProgram(process.execPath, [BINARY, ...args], {
    directory,
    environment: testEnvironment(home, { TMPDIR: home, ...env, ...killing, NODE_V8_COVERAGE: undefined }),
  });
  return ran.signal === 'SIGKILL' ? 'killed' : 'ended';
}

/** Where commands on `project` are started to be killed. */
export const victimOf = (project: Project): Victim => ({
  root: project.sandbox.root,
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
 * One `round` for each git process at which a kill leaves something else than at those before it. `usual` is what will
 * be killed, undisturbed: it shows which these are.
 */
export async function killAtGits(
  victim: Victim,
  usual: readonly string[],
  round: (kill: Kill, where: string, index: number) => Promise<unknown>,
): Promise<void> {
  const calls = await callsThatWrite(victim, async env => {
    const ran = await runProgram(process.execPath, [BINARY, ...usual], {
      directory: victim.directory,
      environment: testEnvironment(victim.home, { TMPDIR: victim.home, ...victim.env, ...env }),
    });
    assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  });
  assert.ok(calls.length > 1, 'what it writes was seen');
  for (const [index, at] of calls.entries()) {
    const where = `killed at ${at}`;
    const kill: Kill = async args => assert.is(await killAtGit(args, victim, at), 'killed', where);
    await round(kill, where, index);
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
