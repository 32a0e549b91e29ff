// Fits one of our learners as often as it is asked to: each line on standard input is one fit, answered by a line of
// JSON. `node learn.js <job>`, the job as in bench/rows/learners.js. bench/peers/learn.py does the same in Python.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { learnerOfKind } from '../../src/models/kinds.ts';

const job = JSON.parse(process.argv[2]);
const numbers = name => new Float64Array(readFileSync(path.join(job.folder, name)).buffer);
const features = numbers('features.bin');
const target = numbers('target.bin');
const columnsOf = (from, to) =>
  Array.from({ length: job.features }, (_, feature) => ({
    type: 'numeric',
    name: `x${feature}`,
    values: features.subarray(feature * job.rows + from, feature * job.rows + to),
  }));
const targetOf = values =>
  job.classes
    ? { task: 'classification', codes: Int32Array.from(values), classes: ['low', 'high'] }
    : { task: 'regression', values };

const learner = await learnerOfKind(job.kind);
const parameters = { ...learner.defaults, ...job.parameters };
const seen = { features: columnsOf(0, job.training), target: targetOf(target.subarray(0, job.training)) };
const held = columnsOf(job.training, job.rows);
const truth = target.subarray(job.training);

for await (const _ of createInterface({ input: process.stdin })) {
  const clock = performance.now();
  const processor = process.cpuUsage();
  const model = await learner.fit({ ...seen, parameters, seed: 1, threads: job.threads });
  const milliseconds = performance.now() - clock;
  const { user, system } = process.cpuUsage(processor);
  const score = scoreOf(model.predict(held));
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const answer = { milliseconds, processor: (user + system) / 1000, score, megabytes };
  process.stdout.write(`${JSON.stringify({ ...answer, ...(job.inspect ? inspect(model) : {}) })}\n`);
}

function scoreOf(prediction) {
  if (job.classes) return truth.filter((value, row) => value === prediction.codes[row]).length / truth.length;
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  let errors = 0;
  let spread = 0;
  truth.forEach((value, row) => {
    errors += (value - prediction.values[row]) ** 2;
    spread += (value - mean) ** 2;
  });
  return 1 - errors / spread;
}

/** What the model weighs: its file, its loading, one row. */
function inspect(model) {
  const bytes = model.save();
  const loading = Array.from({ length: 9 }, () => timed(() => learner.load(bytes)));
  const rows = Array.from({ length: 500 }, (_, row) =>
    held.map(column => ({ ...column, values: column.values.slice(row, row + 1) })),
  );
  for (let warm = 0; warm < 20; warm++) for (const row of rows) model.predict(row);
  const perRow = Array.from(
    { length: 15 },
    () =>
      timed(() => {
        for (const row of rows) model.predict(row);
      }) / rows.length,
  );
  return { bytes: bytes.length, load: median(loading), microseconds: 1000 * median(perRow) };
}

/** Milliseconds of a processor: what others on the machine take does not count. */
function timed(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(values) {
  return values.sort((one, other) => one - other)[values.length >> 1];
}
