// What `mv ab` promises, by simulation: intervals that hold at every look, and sample ratios that hardly ever err.

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A row a cell; STREAMS says how many streams each has. About a minute of a processor with 1,000, ten with 10,000. */
export async function measureAbTest({ sandbox, streams = Number(process.env.STREAMS ?? 1000) }) {
  const outfile = path.join(sandbox.root, 'ab-test.mjs');
  await build({
    entryPoints: [path.join(root, 'bench/programs/ab-test.js')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  const { stdout } = spawnSync(process.execPath, [outfile, String(streams)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return stdout
    .trim()
    .split('\n')
    .map(line => rowOf(JSON.parse(line)));
}

function rowOf({
  name,
  share,
  shares,
  units,
  streams,
  errs,
  judged,
  seen,
  seenByOneLook,
  oneLook,
  ofOneLook,
  median,
}) {
  const named = `${name}${share === undefined ? '' : `, challenger ${100 * share} %`}${shares && shares.length === 1 ? `, challenger ${100 * shares[0]} %` : ''}`;
  if (seen !== undefined) {
    return {
      name: named,
      value: { amount: units, unit: 'units' },
      limit: { what: 'seen by then, % >=', most: 75 },
      passed: seen >= 75,
      note: `seen ${seen} % of ${streams} streams, half of them by ${median}; by ${ofOneLook}, where one look sees ${oneLook} %, ${seenByOneLook} %`,
    };
  }
  const most = name.startsWith('sample') ? 0.1 : 5;
  // Three standard errors of a share of so many streams: what chance alone adds.
  const slack = 300 * Math.sqrt(((most / 100) * (1 - most / 100)) / streams);
  return {
    name: named,
    value: { amount: errs, unit: '% of streams' },
    limit: { what: '% <=', most },
    passed: errs <= most + slack,
    note: `${streams} streams of ${units}${judged === undefined ? '' : `, ${judged} % of them had an interval`}`,
  };
}
