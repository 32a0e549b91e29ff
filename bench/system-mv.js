// `mv a b` through ours and through the system's, in pairs: how much later does the caller go on?
// On its own: node bench/system-mv.js

import { spawnSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ours = fileURLToPath(new URL('../bin/mv', import.meta.url));

/**
 * Times `mv a b` in a temporary folder, ours and the system's in turn, which goes first alternating.
 *
 * @param {{ pairs?: number }} [options]
 * @returns {{ pairs: number, ours: number, system: number, over: number, overHigh: number, limit: number, passed: boolean }}
 *   Milliseconds: medians of both, median and 95th percentile of the paired differences; `passed` where the
 *   median difference is within the limit of 5 ms.
 */
export function measureSystemMv({ pairs = 200 } = {}) {
  const system = spawnSync('/bin/sh', ['-c', 'command -pv mv'], { encoding: 'utf8' }).stdout.trim();
  const cwd = mkdtempSync(join(tmpdir(), 'git-model-bench-mv-'));
  const taken = { ours: [], system: [] };
  try {
    writeFileSync(join(cwd, 'a'), '');
    const once = mv => {
      const before = process.hrtime.bigint();
      const { status } = spawnSync(mv, ['a', 'b'], { cwd, stdio: 'ignore' });
      const after = process.hrtime.bigint();
      if (status !== 0) throw new Error(`${mv} a b ended with ${status}`);
      renameSync(join(cwd, 'b'), join(cwd, 'a'));
      return Number(after - before) / 1e6;
    };
    for (let i = -10; i < pairs; i++) {
      const order = i % 2 === 0 ? ['ours', 'system'] : ['system', 'ours'];
      for (const name of order) {
        const milliseconds = once(name === 'ours' ? ours : system);
        if (i >= 0) taken[name].push(milliseconds); // the first ten pairs warm the caches
      }
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
  const differences = taken.ours.map((milliseconds, i) => milliseconds - taken.system[i]);
  const over = quantile(differences, 0.5);
  return {
    pairs,
    ours: quantile(taken.ours, 0.5),
    system: quantile(taken.system, 0.5),
    over,
    overHigh: quantile(differences, 0.95),
    limit: 5,
    passed: over <= 5,
  };
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { ours: own, system, over, overHigh, pairs } = measureSystemMv();
  const [a, b, c, d] = [own, system, over, overHigh].map(value => value.toFixed(2));
  console.log(
    `mv a b, ${pairs} pairs: ours ${a} ms, system ${b} ms, over ${c} ms (95th percentile ${d} ms, limit 5)`,
  );
}
