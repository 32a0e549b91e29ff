import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { spread } from '../measure.js';
import { peersFolder } from '../peers/folder.js';
import { BINARY } from '../projects/sandbox.js';
import { writeWideCsv } from '../projects/wide-csv.js';
import { startServer } from './serve.js';

const PEER = fileURLToPath(new URL('../peers/serve.py', import.meta.url));
const LOAD = fileURLToPath(new URL('../programs/http-load.js', import.meta.url));
const COLUMNS = 20;
const CONNECTIONS = 8;
const RATIO = 50;
/** Python imports half of its ecosystem before it listens. */
const READY_SECONDS = 180;

/**
 * `mv serve` beside MLServer and MLflow as pip installs them, each with a forest of 100 trees of depth 10 made from the
 * same rows: requests of one row over 8 connections, in turns. What the three cost in processor time is told too: it
 * does not hang on what else the machine does.
 */
export async function measureServePeers({ sandbox, pairs = 3, seconds = 4 }) {
  const names = { mlserver: 'MLServer 1.7.1', mlflow: 'MLflow 3.17.2' };
  const rowName = peer => `mv serve, one row of ${COLUMNS} columns: requests a second over ${names[peer]}'s`;
  const missing = Object.keys(names).filter(
    name => !existsSync(path.join(peersFolder(), name, 'bin/python')),
  );
  if (missing.length > 0) {
    const skipped = `${missing.join(' and ')} not installed: bench/peers/install.sh`;
    return Object.keys(names).map(peer => ({ name: rowName(peer), skipped, passed: null }));
  }
  const at = name => path.join(sandbox.root, name);
  const python = name => path.join(peersFolder(), name, 'bin/python');
  writeWideCsv(at('train.csv'), { rows: 4000, seed: 1, target: true });
  const settings = ['model.trees=100', 'model.max_depth=10'].flatMap(each => ['--set', each]);
  sandbox.gitModel(['init', 'wide', '--data', 'train.csv', '--target', 'y', ...settings, '--quiet']);
  sandbox.run(python('mlflow'), [PEER, 'fit', at('train.csv'), sandbox.root]);

  const row = Array.from({ length: COLUMNS }, (_, column) => column / 21);
  const columns = row.map((_, column) => `x${column}`);
  const bodies = {
    ours: {
      inputs: columns.map((name, column) => ({ name, shape: [1], datatype: 'FP64', data: [row[column]] })),
    },
    mlserver: { inputs: [{ name: 'rows', shape: [1, COLUMNS], datatype: 'FP64', data: row }] },
    mlflow: { dataframe_split: { columns, data: [row] } },
  };
  const paths = {
    ours: '/v2/models/prod/infer',
    mlserver: '/v2/models/forest/infer',
    mlflow: '/invocations',
  };
  for (const [name, body] of Object.entries(bodies)) {
    const text = JSON.stringify(body);
    const head = `POST ${paths[name]} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n`;
    writeFileSync(at(`${name}-row`), head + text);
  }
  const env = sandbox.environment;
  const servers = {
    ours: await startServer([BINARY, 'serve', 'prod', '--port', '0', '--json', '--quiet'], {
      cwd: at('wide'),
      env,
    }),
    mlserver: await startMlServer({ at, env }),
    mlflow: await startMlflow({ at, env }),
  };
  const taken = { ours: [], mlserver: [], mlflow: [] };
  const spent = { ours: [], mlserver: [], mlflow: [] };
  try {
    for (let pair = -1; pair < pairs; pair++) {
      const order = Object.keys(servers);
      for (const name of pair % 2 ? order.toReversed() : order) {
        const { url, pid } = servers[name];
        const before = processorTime(pid);
        const { stdout } = spawnSync(
          process.execPath,
          [LOAD, url, at(`${name}-row`), String(seconds), String(CONNECTIONS)],
          { encoding: 'utf8' },
        );
        const { requests, seconds: took, failed } = JSON.parse(stdout);
        if (failed > 0) throw new Error(`${failed} requests to ${name} failed`);
        if (pair < 0) continue;
        taken[name].push(requests / took);
        spent[name].push((processorTime(pid) - before) / requests);
      }
    }
  } finally {
    await Promise.all(Object.values(servers).map(server => server.stop()));
  }
  const alone = JSON.parse(
    sandbox.run(python('mlserver'), [PEER, 'one-row', sandbox.root, '3']),
  ).milliseconds;

  const perSecond = name => Math.round(spread(taken[name]).median);
  const each = name => `${(1000 * spread(spent[name]).median).toFixed(name === 'ours' ? 2 : 1)} ms`;
  return [
    ...Object.keys(names).flatMap(peer => {
      const times = spread(taken.ours.map((ours, pair) => ours / taken[peer][pair])).median;
      const lighter = spread(spent[peer].map((theirs, pair) => theirs / spent.ours[pair])).median;
      return [
        {
          name: rowName(peer),
          value: { amount: Math.round(times), unit: 'x' },
          limit: { what: '>=', most: RATIO },
          passed: times >= RATIO,
          note: `${perSecond('ours')}/s and ${perSecond(peer)}/s`,
        },
        {
          name: `the processor time of a request of ${names[peer]} over ours`,
          value: { amount: Math.round(lighter), unit: 'x' },
          limit: null,
          passed: null,
          note: `${each('ours')} and ${each(peer)}`,
        },
      ];
    }),
    {
      name: "scikit-learn's predict of that row, with no server",
      value: { amount: +alone.toFixed(1), unit: 'ms' },
      limit: null,
      passed: null,
    },
  ];
}

async function startMlServer({ at, env }) {
  const [http, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
  const settings = { host: '127.0.0.1', http_port: http, grpc_port: grpc, metrics_port: metrics };
  writeFileSync(at('mlserver/settings.json'), JSON.stringify(settings));
  return startPeer('mlserver', ['start', '.'], {
    cwd: at('mlserver'),
    env,
    port: http,
    ready: '/v2/models/forest/ready',
  });
}

async function startMlflow({ at, env }) {
  const port = await freePort();
  const words = [
    'models',
    'serve',
    '-m',
    at('mlflow'),
    '--env-manager',
    'local',
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
  ];
  return startPeer('mlflow', words, { cwd: at('.'), env, port, ready: '/ping' });
}

/** The program of its own name, with its own Python first on the PATH; resolves once it says that it is ready. */
async function startPeer(name, words, { cwd, env, port, ready }) {
  const bin = path.join(peersFolder(), name, 'bin');
  const child = spawn(path.join(bin, name), words, {
    cwd,
    env: { ...env, PATH: `${bin}${path.delimiter}${env.PATH}`, MLFLOW_DISABLE_TELEMETRY: 'true' },
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own, for it starts others.
    detached: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    said = `${said}${text}`.slice(-2000);
  });
  const ended = new Promise(resolve => child.once('exit', resolve));
  const kill = signal => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // Gone already.
    }
  };
  process.once('exit', () => kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  for (let left = READY_SECONDS; ; left--) {
    const answer = await fetch(`${url}${ready}`).catch(() => null);
    if (answer?.ok) break;
    if (left === 0 || child.exitCode !== null) throw new Error(`${name} does not start: ${said}`);
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
  const stop = async () => {
    kill('SIGTERM');
    const timer = setTimeout(() => kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
    kill('SIGKILL');
  };
  return { url, pid: child.pid, stop };
}

function freePort() {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Seconds of a process and all that it started; Linux alone says it. */
function processorTime(pid) {
  const stats = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // Behind the name of the program, which may hold anything: state, parent, …, user and system ticks.
      const fields = readFileSync(`/proc/${name}/stat`, 'latin1').split(') ').at(-1).split(' ');
      stats.set(Number(name), { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) });
    } catch {
      // It ended while we looked.
    }
  }
  const ticksOf = id => {
    let ticks = stats.get(id)?.ticks ?? 0;
    for (const [child, { parent }] of stats) if (parent === id) ticks += ticksOf(child);
    return ticks;
  };
  return ticksOf(pid) / 100;
}
