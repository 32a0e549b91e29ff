// Times of processes, taken in turns, so that whatever else the machine does falls on both sides alike.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const REPORT_MEMORY = fileURLToPath(new URL('report-memory.cjs', import.meta.url));

/** @typedef {{ args: string[], cwd?: string, env?: Record<string, string>, before?: () => void }} Program */

/** Runs `node <args>` once; milliseconds from start to end. Throws where it fails. */
export function timeOnce({ program = process.execPath, args, cwd, env, before }) {
  before?.();
  const started = performance.now();
  const ran = spawnSync(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  const milliseconds = performance.now() - started;
  if (ran.status !== 0)
    throw new Error(`${program} ${args.join(' ')}: exit ${ran.status}: ${ran.error ?? ran.stderr}`);
  return milliseconds;
}

/**
 * Times `ours` and `floor` in pairs, which goes first alternating; the first pair warms caches and is not counted.
 * @param {{ ours: Program, floor: Program, pairs: number }} input
 * @returns {{ ours: Spread, floor: Spread, ratio: Spread, pairs: number }} milliseconds; the ratio is that of each pair
 */
export function measurePairs({ ours, floor, pairs }) {
  const taken = { ours: [], floor: [] };
  for (let pair = -1; pair < pairs; pair++) {
    const order = pair % 2 === 0 ? ['ours', 'floor'] : ['floor', 'ours'];
    for (const name of order) {
      const milliseconds = timeOnce(name === 'ours' ? ours : floor);
      if (pair >= 0) taken[name].push(milliseconds);
    }
  }
  return {
    ours: spread(taken.ours),
    floor: spread(taken.floor),
    ratio: spread(taken.ours.map((milliseconds, i) => milliseconds / taken.floor[i])),
    pairs,
  };
}

/** @typedef {{ median: number, low: number, high: number }} Spread of values: median, 10th and 90th percentile */

/** @returns {Spread} */
export function spread(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const at = share => sorted[Math.round(share * (sorted.length - 1))];
  const middle = (sorted.length - 1) / 2;
  return {
    median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2,
    low: at(0.1),
    high: at(0.9),
  };
}

/** The most memory that `node <args>` held, in megabytes (2^20 bytes): that process, not those it starts. */
export function peakMemory(program) {
  return resourcesOf(program).megabytes;
}

/** What `node <args>` took, all its threads together, but for processes that it starts: `milliseconds` by the clock. */
export function resourcesOf({ args, cwd, env }) {
  const started = performance.now();
  const ran = spawnSync(process.execPath, ['--require', REPORT_MEMORY, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 30,
  });
  if (ran.status !== 0) throw new Error(`${args.join(' ')}: exit ${ran.status}: ${ran.stderr}`);
  const [kilobytes, processor] = String(ran.output[3]).split(' ').map(Number);
  return { milliseconds: performance.now() - started, processor, megabytes: kilobytes / 1024 };
}
