import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../programs/log.js', import.meta.url));
const PER_SECOND = 100_000;
const WAIT = 50;

/** One writer of the log of predictions, 20 features a row: how many it takes, and how long whoever appends waits. */
export function measureLog({ sandbox, seconds = 3 }) {
  const folder = path.join(sandbox.root, 'predictions');
  const run = (rows, rate) => {
    rmSync(folder, { recursive: true, force: true });
    const args = ['--import', import.meta.resolve('tsx'), PROGRAM, folder, rows, seconds, rate].map(String);
    const ran = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(ran.stderr);
    return JSON.parse(ran.stdout);
  };
  const most = run(1, 'most');
  const batches = run(500, 'most');
  const steady = run(1, PER_SECOND);
  return [
    throughput('predictions logged, one a request, per second of processor', most),
    throughput('the same, 500 a request', batches),
    {
      name: `wait of who appends, ${PER_SECOND.toLocaleString('en')} requests a second, p99`,
      value: { amount: Number(steady.p99.toFixed(2)), unit: 'us' },
      limit: { what: 'us', most: WAIT },
      note: `${steady.dropped} dropped of ${steady.dropped + steady.rows}`,
      passed: steady.p99 < WAIT,
    },
  ];
}

const thousands = amount => Math.round(amount / 1000) * 1000;

/** By processor time, the writer being one thread: what else a machine does is no business of its. */
function throughput(name, { perSecond, processorMicroseconds }) {
  const amount = thousands(1e6 / processorMicroseconds);
  return {
    name,
    value: { amount, unit: 'rows' },
    limit: { what: 'at least', most: PER_SECOND },
    note: `by the clock ${thousands(perSecond)} a second`,
    passed: amount >= PER_SECOND,
  };
}
