import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { spread } from '../measure.js';
import { BINARY } from '../projects/sandbox.js';
import { writeWideCsv } from '../projects/wide-csv.js';

const FLOOR = fileURLToPath(new URL('../floors/serve.js', import.meta.url));
const LOAD = fileURLToPath(new URL('../programs/http-load.js', import.meta.url));
const COLUMNS = 20;
const CONNECTIONS = 8;
/** Half as many requests a second as the floor. */
const RATIO = 2;
const P99 = 5;
const P99_RELOADING = 15;
const BINARY_ROWS = 200_000;
const MEMORY = 400;
/** Where load generator and workers have a core each. */
const CORES = 4;
const BY_TWO_WORKERS = 1.6;
const START = 0.5;

/** `mv serve`: one row beside the least a server can do, latency at half of that, large requests, memory, start. */
export async function measureServe({ sandbox, pairs = 5, seconds = 2 }) {
  const at = name => path.join(sandbox.root, name);
  writeWideCsv(at('train.csv'), { rows: 4000, seed: 1, target: true });
  const settings = ['model.trees=100', 'model.max_depth=10'].flatMap(each => ['--set', each]);
  sandbox.gitModel(['init', 'wide', '--data', 'train.csv', '--target', 'y', ...settings, '--quiet']);
  const cwd = at('wide');
  for (let number = 1; number < 10; number++) {
    sandbox.gitModel(
      ['experiment', `seed-${number}`, '--from', 'prod', '--set', `training.seed=${number}`, '--quiet'],
      { cwd },
    );
    sandbox.gitModel(['train', '--quiet'], { cwd });
  }
  // Code of its own, which takes a message to its process and back; that of a new project takes none.
  sandbox.gitModel(['experiment', 'own-code', '--from', 'prod', '--quiet'], { cwd });
  const features = path.join(cwd, 'src/features.js');
  const code = readFileSync(features, 'utf8').replace(
    'return { ...row };',
    'return { ...row, sum: row.x0 + row.x1 };',
  );
  writeFileSync(features, code);
  sandbox.run('git', ['commit', '-qam', 'Add two columns'], { cwd });
  sandbox.gitModel(['train', '--quiet'], { cwd });
  writeFileSync(at('one-row'), request(jsonBody()));
  writeFileSync(at('one-row-own'), request(jsonBody(), { model: 'own-code' }));
  writeFileSync(at('many-rows'), request(...binaryBody(500)));
  const load = (url, file, ...words) => {
    const { stdout } = spawnSync(process.execPath, [LOAD, url, at(file), ...words.map(String)], {
      encoding: 'utf8',
    });
    return JSON.parse(stdout);
  };
  const start = words =>
    startServer([BINARY, 'serve', ...words, '--port', '0', '--json', '--quiet'], {
      cwd,
      env: sandbox.environment,
    });

  const starts = [];
  for (let time = 0; time < 3; time++) {
    const began = performance.now();
    const server = await start(['prod']);
    load(server.url, 'one-row', 0, 1);
    await fetch(`${server.url}/v2/models/prod`);
    starts.push((performance.now() - began) / 1000);
    await server.stop();
  }
  const [ours, floor] = [
    await start(['prod=1', 'own-code=0']),
    await startServer([FLOOR], { cwd, env: sandbox.environment }),
  ];
  const asked = [
    ['ours', ours, 'one-row-own'],
    ['floor', floor, 'one-row'],
    ['plain', ours, 'one-row'],
  ];
  const taken = { ours: [], floor: [], plain: [] };
  const worked = { ours: [], floor: [], plain: [] };
  for (let pair = -1; pair < pairs; pair++) {
    for (const [name, { url, pid }, file] of pair % 2 ? asked.toReversed() : asked) {
      const before = processorOf(pid);
      const { requests, seconds: took, failed } = load(url, file, seconds, CONNECTIONS);
      if (failed > 0) throw new Error(`${failed} requests failed`);
      if (pair < 0) continue;
      taken[name].push((1000 * took) / requests);
      worked[name].push((processorOf(pid) - before) / requests);
    }
  }
  const toFloor = ({ floor: least }, times) => spread(times.map((time, pair) => time / least[pair]));
  const [ratio, plainRatio] = [toFloor(taken, taken.ours), toFloor(taken, taken.plain)];
  const workRatio = toFloor(worked, worked.ours);
  const perSecond = 1000 / spread(taken.plain).median;
  const half = Math.round(perSecond / 2);
  const [calm, calmFloor] = [[], []];
  for (let time = 0; time < 3; time++) {
    calm.push(load(ours.url, 'one-row', seconds, 64, half).p99);
    calmFloor.push(load(floor.url, 'one-row', seconds, 64, half).p99);
  }
  const reloading = Array.from({ length: 3 }, (_, time) => {
    const moving = spawn(
      process.execPath,
      [
        '-e',
        `setTimeout(() => require('child_process').execFileSync('git', ['update-ref', 'refs/heads/prod', 'seed-${1 + time}']), 300)`,
      ],
      { cwd, env: sandbox.environment },
    );
    const { p99 } = load(ours.url, 'one-row', seconds, 64, half);
    moving.kill();
    return p99;
  });
  const many = Array.from({ length: 3 }, () => {
    const { requests, seconds: took } = load(ours.url, 'many-rows', seconds, CONNECTIONS);
    return (500 * requests) / took;
  });
  const two = await start(['prod=1', 'own-code=0', '--workers', '2']);
  const perOne = { one: [], two: [] };
  for (let pair = -1; pair < pairs; pair++) {
    const order = Object.entries({ one: ours, two });
    for (const [name, { url }] of pair % 2 ? order.toReversed() : order) {
      const { requests, seconds: took, failed } = load(url, 'one-row', seconds, 4 * CONNECTIONS);
      if (failed > 0) throw new Error(`${failed} requests failed`);
      if (pair >= 0) perOne[name].push(requests / took);
    }
  }
  const byTwo = spread(perOne.two.map((rate, pair) => rate / perOne.one[pair])).median;
  const memoryOfWorkers = [memoryOf(ours.pid), memoryOf(two.pid)].map(Math.round);
  await Promise.all([ours.stop(), floor.stop(), two.stop()]);
  const ten = await start(['prod', ...Array.from({ length: 9 }, (_, at) => `seed-${at + 1}`)]);
  load(ten.url, 'one-row', 1, CONNECTIONS);
  const megabytes = memoryOf(ten.pid);
  await ten.stop();

  const value = (name, amount, unit, limit, passed) => ({ name, value: { amount, unit }, limit, passed });
  return [
    {
      name: `mv serve, one row of ${COLUMNS} columns, a request, with code of its own`,
      floor: 'node:http with the same JSON and hop',
      ...{ ours: spread(taken.ours), floorTime: spread(taken.floor), ratio },
      limit: { what: 'ratio', most: RATIO },
      passed: ratio.median <= RATIO,
    },
    {
      // Whatever else the machine does weighs less in it, and it tells what a second worker would take.
      name: 'the same in processor time of all threads and processes',
      floor: 'node:http with the same JSON and hop',
      ...{ ours: spread(worked.ours), floorTime: spread(worked.floor), ratio: workRatio },
      limit: null,
      passed: null,
    },
    {
      name: 'one row with the code of a new project, which needs no hop',
      floor: 'node:http with the same JSON and a hop',
      ...{ ours: spread(taken.plain), floorTime: spread(taken.floor), ratio: plainRatio },
      limit: { what: 'ratio', most: RATIO },
      passed: plainRatio.median <= RATIO,
    },
    value('requests a second', Math.round(perSecond), '/s', null, null),
    value(
      `p99 at ${half}/s, from when it was due`,
      +spread(calm).median.toFixed(1),
      'ms',
      { what: 'ms', most: P99 },
      spread(calm).median <= P99,
    ),
    // What of it is the machine, and whoever sends the requests on the same cores.
    value('the same of the floor', +spread(calmFloor).median.toFixed(1), 'ms', null, null),
    value(
      'the same, with a reload in it',
      +spread(reloading).median.toFixed(1),
      'ms',
      { what: 'ms', most: P99_RELOADING },
      spread(reloading).median <= P99_RELOADING,
    ),
    value(
      'rows a second in binary tensors of 500 rows',
      Math.round(spread(many).median),
      '/s',
      { what: '>=', most: BINARY_ROWS },
      spread(many).median >= BINARY_ROWS,
    ),
    value(
      `requests a second with --workers 2, over one process (limit where there are ${CORES} cores)`,
      +byTwo.toFixed(2),
      'x',
      cpus().length >= CORES ? { what: '>=', most: BY_TWO_WORKERS } : null,
      cpus().length >= CORES ? byTwo >= BY_TWO_WORKERS : null,
    ),
    value(
      `memory of 2 branches with --workers 2 (${memoryOfWorkers[0]} MB by one process)`,
      memoryOfWorkers[1],
      'MB',
      null,
      null,
    ),
    value(
      'memory with 10 branches (PSS of all processes)',
      Math.round(megabytes),
      'MB',
      { what: 'MB', most: MEMORY },
      megabytes <= MEMORY,
    ),
    value(
      'start to first answer',
      +spread(starts).median.toFixed(2),
      's',
      { what: 'seconds', most: START },
      spread(starts).median <= START,
    ),
  ];
}

function request(body, { headers = 'content-type: application/json\r\n', model = 'prod' } = {}) {
  const head = `POST /v2/models/${model}/infer HTTP/1.1\r\nhost: bench\r\n${headers}content-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

function jsonBody() {
  const inputs = Array.from({ length: COLUMNS }, (_, at) => ({
    name: `x${at}`,
    shape: [1],
    datatype: 'FP64',
    data: [at / 21],
  }));
  return Buffer.from(JSON.stringify({ inputs }));
}

function binaryBody(rows) {
  const inputs = [
    {
      name: 'rows',
      shape: [rows, COLUMNS],
      datatype: 'FP64',
      parameters: { binary_data_size: 8 * rows * COLUMNS },
    },
  ];
  const outputs = [{ name: 'prediction', parameters: { binary_data: true } }];
  const json = Buffer.from(JSON.stringify({ inputs, outputs }));
  const values = Float64Array.from(
    { length: rows * COLUMNS },
    (_, at) => Math.round((((at * 37) % 1009) / 1009) * 1e6) / 1e6,
  );
  const headers = `content-type: application/octet-stream\r\ninference-header-content-length: ${json.length}\r\n`;
  return [Buffer.concat([json, Buffer.from(values.buffer)]), { headers }];
}

/** Resolves once it has said where it listens, on its first line. */
export function startServer(args, { cwd, env }) {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    let said = '';
    child.once('exit', code => reject(new Error(`${args.join(' ')}: exit ${code}`)));
    child.stdout.setEncoding('utf8').on('data', text => {
      said += text;
      if (!said.includes('\n')) return;
      const { url } = JSON.parse(said.slice(0, said.indexOf('\n')));
      const stop = () =>
        new Promise(stopped => {
          child.once('exit', stopped);
          child.kill();
        });
      resolve({ url, pid: child.pid, stop });
    });
  });
}

/** Milliseconds that the threads of a process, and of all that it started, have worked so far. Linux alone says it. */
function processorOf(pid) {
  let nanoseconds = 0;
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`))
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  } catch {
    // One that has just ended: what it worked is a part of nothing that goes on.
  }
  return childrenOf(pid).reduce((sum, child) => sum + processorOf(child), nanoseconds / 1e6);
}

/** Of a process and all that it started, what is shared counted in parts; in MiB. Linux alone says it. */
function memoryOf(pid) {
  const own = /^Pss: +(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  return Number(own?.[1] ?? 0) / 1024 + childrenOf(pid).reduce((sum, child) => sum + memoryOf(child), 0);
}

function childrenOf(pid) {
  const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return processes.filter(name => parentOf(name) === pid).map(Number);
}

function parentOf(pid) {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}
