// `npm run bench`: how fast we are, held against the least that each thing can cost, in one table. Every ratio is taken
// in this very run, from pairs. `npm run bench -- --json` prints the same as a document; `-- compare promote` only the
// rows of those names. The exit code is 1 where a limit is missed.

import { cpus, loadavg } from 'node:os';
import { makeSandbox } from './projects/sandbox.js';
import { renderRows } from './render.js';
import { measureAb } from './rows/ab.js';
import { measureAbTest } from './rows/ab-test.js';
import { measureCompare } from './rows/compare.js';
import { measureCompareOn } from './rows/compare-on.js';
import { measureCsv } from './rows/csv.js';
import { measureDrift, measureDriftSimulation, measureLongDrift } from './rows/drift.js';
import { measureDvc } from './rows/dvc.js';
import { measureIngest } from './rows/ingest.js';
import { measureLearners, measureWideLearners } from './rows/learners.js';
import { measureLog } from './rows/log.js';
import { measureMonitor } from './rows/monitor.js';
import { measureOverhead } from './rows/overhead.js';
import { measurePredict } from './rows/predict.js';
import { measurePromote } from './rows/promote.js';
import { measurePush } from './rows/push.js';
import { measureRetrain } from './rows/retrain.js';
import { measureScoredGates } from './rows/scored-gates.js';
import { measureServe } from './rows/serve.js';
import { measureServePeers } from './rows/serve-peers.js';
import { measureServeStorm } from './rows/serve-storm.js';
import { measureStatus } from './rows/status.js';
import { measureNothingToTrain } from './rows/train.js';
import { measureVersion } from './rows/version.js';
import { measureSystemMv } from './system-mv.js';

const sections = {
  version: () => measureVersion(),
  mv: () => [systemMvRow(measureSystemMv())],
  compare: () => inSandbox(sandbox => measureCompare({ sandbox })),
  'compare-on': () => inSandbox(sandbox => measureCompareOn({ sandbox })),
  train: () =>
    inSandbox(sandbox => {
      const { rows, directory } = measureOverhead({ sandbox });
      return [...measureNothingToTrain({ sandbox, directory }), ...rows];
    }),
  ingest: () => inSandbox(sandbox => measureIngest({ sandbox })),
  retrain: () => inSandbox(sandbox => measureRetrain({ sandbox })),
  status: () => inSandbox(sandbox => measureStatus({ sandbox })),
  promote: () => inSandbox(sandbox => measurePromote({ sandbox })),
  gates: () => inSandbox(sandbox => measureScoredGates({ sandbox })),
  push: () => inSandbox(sandbox => measurePush({ sandbox })),
  csv: () => inSandbox(sandbox => measureCsv({ sandbox })),
  drift: () => inSandbox(sandbox => measureDrift({ sandbox })),
  monitor: () => inSandbox(sandbox => measureMonitor({ sandbox })),
  predict: () => inSandbox(sandbox => measurePredict({ sandbox })),
  log: () => inSandbox(sandbox => measureLog({ sandbox })),
  ab: () => inSandbox(sandbox => measureAb({ sandbox })),
  serve: () => inSandbox(sandbox => measureServe({ sandbox })),
  'serve-peers': () => inSandbox(sandbox => measureServePeers({ sandbox })),
  learners: () => inSandbox(sandbox => measureLearners({ sandbox })),
  'learners-wide': () => inSandbox(sandbox => measureWideLearners({ sandbox })),
  dvc: () => inSandbox(sandbox => measureDvc({ sandbox })),
};

/** Minutes each: measured where they are named. */
const onRequest = {
  'ab-test': () => inSandbox(sandbox => measureAbTest({ sandbox })),
  'drift-long': () => inSandbox(sandbox => measureLongDrift({ sandbox })),
  'drift-simulation': () => measureDriftSimulation({}),
  'serve-storm': () => inSandbox(sandbox => measureServeStorm({ sandbox })),
  'learners-large': () =>
    inSandbox(sandbox => measureWideLearners({ sandbox, training: 1_000_000, trees: 2 })),
};

const words = process.argv.slice(2);
const json = words.includes('--json');
const wanted = words.filter(word => !word.startsWith('-'));
const started = performance.now();
const rows = [];
for (const [name, measure] of Object.entries({ ...sections, ...onRequest })) {
  if (wanted.length > 0 ? !wanted.includes(name) : name in onRequest) continue;
  if (process.stderr.isTTY) process.stderr.write(`${name} …\n`);
  rows.push(...(await measure()));
}
const machine = {
  node: process.versions.node,
  cores: cpus().length,
  load: loadavg()[0],
  seconds: (performance.now() - started) / 1000,
};
process.stdout.write(
  json ? `${JSON.stringify({ machine, rows }, null, 2)}\n` : `${renderRows(rows, machine)}\n`,
);
process.exitCode = rows.some(row => row.passed === false) ? 1 : 0;

async function inSandbox(measure) {
  const sandbox = makeSandbox();
  try {
    return await measure(sandbox);
  } finally {
    sandbox.remove();
  }
}

function systemMvRow({ ours, system, over, overHigh, limit, passed }) {
  return {
    name: 'mv a b',
    floor: "the system's mv",
    ours: { median: ours },
    floorTime: { median: system },
    over: { median: over, high: overHigh },
    limit: { what: 'ms over', most: limit },
    passed,
  };
}
