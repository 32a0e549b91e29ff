// `mv serve` through promotions and rollbacks under load: none fails, none is told what its branch never held.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { BINARY } from '../projects/sandbox.js';
import { makeStormProject, STORM, stormMoves } from '../storm/project.js';
import { serveStorm } from '../storm/serve-storm.js';

/** REQUESTS and MOVES say how many where it is to be fewer. */
export async function measureServeStorm({
  sandbox,
  requests = Number(process.env.REQUESTS ?? 1_000_000),
  moves = Number(process.env.MOVES ?? 100),
}) {
  const days = Array.from({ length: 1000 }, (_, at) => new Date(Date.UTC(2022, 0, 1 + at)));
  const lines = days.map((day, at) => {
    const temp = ((at * 37) % 25) + (at % 3) / 2;
    const sales = 20 + 3 * temp + (day.getUTCDay() % 6 === 0 ? 10 : 0);
    return `${day.toISOString().slice(0, 10)},${temp},${['sun', 'rain', 'fog'][at % 3]},${sales}`;
  });
  writeFileSync(path.join(sandbox.root, 'sales.csv'), `day,temp,weather,sales\n${lines.join('\n')}\n`);
  const words = ['--data', 'sales.csv', '--target', 'sales', '--time', 'day', '--quiet'];
  sandbox.gitModel(['init', STORM.project, ...words]);
  const directory = path.join(sandbox.root, STORM.project);
  await makeStormProject({
    ...{ directory, trees: 50 },
    git: (...args) => sandbox.git(args, { cwd: directory }),
    gitModel: (...args) => sandbox.gitModel([...args, '--quiet'], { cwd: directory }),
  });
  const storm = await serveStorm({
    ...STORM,
    ...{ binary: BINARY, directory, environment: sandbox.environment, requests, connections: 8 },
    moves: stormMoves(moves),
  });
  if (storm.words.length > 0) process.stderr.write(`${storm.words.join('\n')}\n`);
  const value = (name, amount, unit, limit, passed, note) => ({
    ...{ name, value: { amount, unit }, limit, passed, note },
  });
  const none = { what: '=', most: 0 };
  return [
    value(
      `${storm.moves} promotions and rollbacks during ${storm.requests} requests: not answered with 200`,
      storm.failed,
      'requests',
      none,
      storm.failed === 0 && storm.answered === storm.requests,
      `${Math.round(storm.seconds)} s, p50 ${storm.p50.toFixed(1)} ms, p99 ${storm.p99.toFixed(1)} ms, the longest ${storm.longest.toFixed(0)} ms`,
    ),
    value(
      'answers, and lines of the log, that are other than promised',
      storm.complaints,
      'of them',
      none,
      storm.complaints === 0,
      `${storm.commits} commits of ${storm.models} models answered, ${storm.reloads} reloads`,
    ),
    value(
      'served is logged and dropped: rows dropped',
      storm.dropped,
      'rows',
      null,
      storm.served === storm.logged + storm.dropped,
      `${storm.served} served, ${storm.logged} lines in the log`,
    ),
    value(
      'memory of the server, from the first move to the last',
      storm.memory.last,
      'MB',
      { what: 'MB', most: 400 },
      storm.memory.last < 400,
      `${storm.memory.first} MB at first; ${storm.left.processes} processes, ${storm.left.folders} folders at the end`,
    ),
  ];
}
