import { fileURLToPath } from 'node:url';
import { measurePairs, peakMemory } from '../measure.js';
import { BINARY } from '../projects/sandbox.js';
import { makeThousandBranches } from '../projects/thousand-branches.js';
import { ratioRow } from './version.js';

const FLOOR = fileURLToPath(new URL('../floors/compare.js', import.meta.url));
const MEGABYTES = 150;

/** `mv compare` of 1,000 branches against listing the refs and reading the same objects; and the memory it takes. */
export async function measureCompare({ sandbox, branches = 1000, pairs = 15 }) {
  const cwd = await makeThousandBranches(sandbox, branches);
  const env = sandbox.environment;
  const floor = { args: [FLOOR, cwd], cwd, env };
  const row = (args, limit) => {
    const ours = { args: [BINARY, ...args], cwd, env };
    const name = `mv ${args.join(' ')}, ${branches.toLocaleString('en')} branches`;
    return {
      name,
      floor: 'for-each-ref, cat-file --batch',
      ...ratioRow(measurePairs({ ours, floor, pairs }), limit),
    };
  };
  const memory = peakMemory({ args: [BINARY, 'compare', '--json'], cwd, env });
  return [
    row(['compare', '--json'], 1.5),
    row(['compare'], 1.5),
    {
      name: 'mv compare --json, memory',
      value: { amount: memory, unit: 'MB' },
      limit: { what: 'MB', most: MEGABYTES },
      passed: memory < MEGABYTES,
    },
    // No limit is set for it: it reads the same objects, and the history of each branch besides.
    { ...row(['status', '--json'], 3), limit: null, passed: null },
  ];
}
