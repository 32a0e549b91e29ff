// Logs predictions of 20 features, six decimals each, and prints how it went as JSON.
// node --import tsx bench/programs/log.js <folder> <rows a request> <seconds> <rows a second, or most>

import { hashWith } from '../../src/prediction-log/hash-value.ts';
import { openPredictionLog } from '../../src/prediction-log/prediction-log.ts';

const COLUMNS = 20;
const TABLES = 64;

const [folder, ...numbers] = process.argv.slice(2);
const [perRequest, seconds, rate] = numbers.map(word => (word === 'most' ? null : Number(word)));
const names = Array.from({ length: COLUMNS }, (_, i) => `x${i}`);
const columns = names.map(name => ({ name, keeping: 'keep', because: '' }));
const model = { branch: 'prod', commit: 'c'.repeat(40), columns };
const sixDecimals = rows => Float64Array.from({ length: rows }, () => Math.floor(Math.random() * 1e6) / 1e6);
const tables = Array.from({ length: TABLES }, () => ({
  rows: perRequest,
  columns: names.map(name => ({ type: 'numeric', name, values: sixDecimals(perRequest) })),
  origin: { files: [], lines: new Uint32Array(perRequest) },
}));
const prediction = { task: 'regression', values: Float64Array.from({ length: perRequest }, Math.random) };
const log = openPredictionLog({
  ...{ folder, source: 'serve', writer: '0123456789ab', clock: Date.now },
  hash: hashWith(Buffer.from('key')),
});

const waits = [];
let requests = 0;
const append = () => {
  const started = performance.now();
  log.append({ model, role: 'answer', id: `r${requests}`, table: tables[requests++ % TABLES], prediction });
  waits.push(performance.now() - started);
};
const breathe = () => new Promise(resolve => setImmediate(resolve));

// The first requests are compiled rather than run.
for (let warm = 0; warm < 20_000 / perRequest; warm++) {
  append();
  if (warm % 16 === 0) await breathe();
}
await log.flush();
const before = log.counts()[0].logged;
waits.length = 0;
const processor = process.cpuUsage();
const started = performance.now();
let sent = 0;
for (let now = 0; now < seconds * 1000; now = performance.now() - started) {
  // Open loop: what is due by the clock is sent, however late the log is.
  const due = rate === null ? sent + 16 : Math.floor((now * rate) / 1000 / perRequest);
  for (; sent < due; sent++) append();
  if (rate === null) await log.room();
  await breathe();
}
await log.flush();
const took = performance.now() - started;
const used = process.cpuUsage(processor);
const { logged, dropped } = log.counts()[0];
await log.close();
waits.sort((one, other) => one - other);
const rows = logged - before;
process.stdout.write(
  `${JSON.stringify({
    ...{ rows, dropped },
    perSecond: (1000 * rows) / took,
    processorMicroseconds: (used.user + used.system) / rows,
    p99: 1000 * waits[Math.floor(0.99 * (waits.length - 1))],
  })}\n`,
);
