// Promotions and rollbacks while requests come, and every answer held against what the branches have had: who is told
// something wrong, who is told nothing, and whether all that was served is in the log.

import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answerBook, complaintBook } from './answers.js';
import { keepAsking } from './connection.js';
import { checkAnswers } from './histories.js';
import { checkLog } from './logged.js';
import { metricsOf, startServer } from './server.js';

/** Units that come again and again; one of ten requests asks for a branch by its name instead. */
const UNITS = 5000;
/** How often a connection waits 5 ms between two requests of which none is due. */
const RESTS = 5;
/** How long a move of a branch may take to be followed. Milliseconds. */
const FOLLOWED_WITHIN = 60_000;

/**
 * Serves two branches of `directory`, asks at least `requests` times over `connections` kept connections and meanwhile
 * runs `moves`, commands that move a branch, evenly between the requests; each is waited for until it is followed. More
 * requests than that are sent, slowly, where the moves take longer.
 * @param {{ binary: string, directory: string, environment: NodeJS.ProcessEnv, project: string, arms: string[],
 *   requests: number, connections: number, moves: string[][], columns: { name: string, datatype: string }[],
 *   rows: (string | number)[][] }} options `arms` as `prod=60`; `rows` by the order of `columns`
 * @returns what happened: `complaints` is 0 and `dropped` small where all is as promised
 */
export async function serveStorm(options) {
  const { binary, directory, environment, requests, connections, moves, rows } = options;
  const most = requests + 200_000;
  const complaints = complaintBook();
  const complain = complaints.add;
  const answers = answerBook({ most, rows: rows.length, complain });
  const reloads = [];
  let [listening, asked, done, failed] = [() => {}, 0, 0, 0];
  const heard = event => {
    if (event.event === 'rejected') complain(`a model was not taken: ${event.reason}`);
    if (event.event === 'reloaded') reloads.push(event);
    listening();
  };
  const followed = async commit => {
    const until = Date.now() + FOLLOWED_WITHIN;
    while (!reloads.some(({ to }) => to === commit)) {
      if (Date.now() > until) throw new Error(`${commit} was not followed`);
      await new Promise(resolve => {
        listening = resolve;
        setTimeout(resolve, 1000);
      });
    }
  };
  const run = (program, args, input) => {
    const ran = spawnSync(program, args, {
      cwd: directory,
      env: environment,
      input,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    if (ran.status !== 0)
      throw new Error(`${args.join(' ')}: exit ${ran.status}: ${ran.stdout}${ran.stderr}`);
    return ran.stdout.trimEnd();
  };

  const server = await startServer({ binary, directory, environment, words: options.arms, heard });
  const bodies = rows.map(row => bodyOf(options.columns, row));
  const branches = options.arms.map(arm => arm.slice(0, arm.lastIndexOf('=')));
  const due = () => Math.min(requests, Math.ceil((requests * (done + 1)) / (moves.length + 1)));
  const began = performance.now();
  const asking = Array.from({ length: connections }, () => {
    let request = null;
    let rests = 0;
    return keepAsking({
      url: server.url,
      isOver: () => asked >= requests && done === moves.length,
      next() {
        // As many as are due by the moves so far, and a few more, so that it never falls silent.
        rests = asked < due() || rests === RESTS ? 0 : rests + 1;
        if (rests > 0 || asked >= most) return null;
        const number = asked++;
        const named = number % 10 === 9 ? branches[Math.floor(number / 10) % branches.length] : null;
        const unit = named === null ? `unit-${number % UNITS}` : null;
        request = {
          number,
          row: number % rows.length,
          unit,
          asked: named,
          told: reloads.length,
          at: performance.now(),
        };
        const body = `{"id":"s${number}",${bodies[request.row]}`;
        return `POST /v2/models/${named ?? options.project}/infer HTTP/1.1\r\nhost: storm\r\n${unit === null ? '' : `x-unit-id: ${unit}\r\n`}content-length: ${body.length}\r\n\r\n${body}`;
      },
      answered(answer) {
        answers.add({ ...request, took: performance.now() - request.at }, answer);
        if (answer.status !== 200) failed++;
      },
      failed(why) {
        failed++;
        complain(`request ${request.number} was not answered: ${why}`);
      },
    }).ended;
  });
  const memory = [];
  for (const words of moves) {
    const next = due();
    while (asked < next) await new Promise(resolve => setTimeout(resolve, 20));
    memory.push(memoryOf(server.pid));
    await followed(await move({ binary, words, directory, environment }));
    done++;
  }
  await Promise.all(asking);
  const seconds = (performance.now() - began) / 1000;
  const metrics = await metricsOf(server.url);
  const left = {
    processes: childrenOf(server.pid).length,
    folders: foldersOf(server.pid, environment).length,
  };
  const code = await server.stop();
  if (code !== 0) complain(`the server ended with ${code}: ${server.log()}`);
  if (foldersOf(server.pid, environment).length > 0) complain('temporary folders are left behind');

  const git = args => run('git', args);
  const rowOf = number => number % rows.length;
  const csv = [options.columns.map(({ name }) => name), ...rows].map(row => row.join(',')).join('\n');
  const checked = checkAnswers({
    ...{ answers, asked, reloads, git, complain },
    predict: commit =>
      predictions(run(process.execPath, [binary, 'predict', commit, '-', '--no-log'], `${csv}\n`)),
  });
  const folder = path.join(
    git(['rev-parse', '--path-format=absolute', '--git-common-dir']),
    'mv/predictions',
  );
  const logged = await checkLog({ folder, answers, rowOf, most, complain });
  const totals = countRows({ metrics, logged, answered: answers.count(), complain });
  const [p50, p99, longest] = answers.latencies(0.5, 0.99, 1);
  return {
    ...{
      requests: asked,
      answered: answers.count(),
      failed,
      seconds,
      moves: moves.length,
      reloads: reloads.length,
    },
    ...{ commits: answers.models.length, models: checked.models, ...totals, p50, p99, longest, left },
    memory: { first: memory[0] ?? null, last: memory.at(-1) ?? null },
    ...{ complaints: complaints.count(), words: complaints.words() },
  };
}

/** What is said of a row after its id. */
function bodyOf(columns, row) {
  const inputs = columns.map(({ name, datatype }, at) => ({ name, shape: [1], datatype, data: [row[at]] }));
  return JSON.stringify({ inputs }).slice(1);
}

/** Gives the commit that the branch stands at afterwards. */
async function move({ binary, words, directory, environment }) {
  const child = spawn(process.execPath, [binary, ...words, '--json'], { cwd: directory, env: environment });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      said += text;
    });
  }
  const code = await new Promise(resolve => child.once('close', resolve));
  if (code !== 0) throw new Error(`${words.join(' ')}: exit ${code}: ${said}`);
  return JSON.parse(said).after;
}

const predictions = csv => {
  const [header, ...lines] = csv.split('\n');
  const at = header.split(',').indexOf('prediction');
  return lines.map(line => Number(line.split(',')[at]));
};

/** Served is logged and dropped, by what the server says and by what lies in its log. */
function countRows({ metrics, logged, answered, complain }) {
  const totals = { served: 0, logged: 0, dropped: 0 };
  for (const [name, served] of metrics) {
    const found = /^mv_predictions_served_total\{branch="(.*)",role="(.*)"\}$/.exec(name);
    if (found === null) continue;
    const of = what => metrics.get(name.replace('served', what)) ?? 0;
    if (served !== of('logged') + of('dropped'))
      complain(`${name} ${served} is not ${of('logged')} + ${of('dropped')}`);
    const lines = logged.get(`${found[1]} ${found[2]}`) ?? 0;
    if (lines !== of('logged'))
      complain(`${name}: ${of('logged')} are said to be logged, ${lines} lines are there`);
    totals.served += served;
    totals.logged += lines;
    totals.dropped += of('dropped');
  }
  if (totals.served !== answered)
    complain(`${answered} were answered, ${totals.served} are said to be served`);
  return totals;
}

/** Of that process; in MB. Null where the system does not say. */
function memoryOf(pid) {
  try {
    const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
    return Math.round(Number(stdout) / 1024);
  } catch {
    return null;
  }
}

function childrenOf(pid) {
  return spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
    .filter(Boolean);
}

function foldersOf(pid, environment) {
  return readdirSync(environment['TMPDIR'] ?? tmpdir()).filter(name =>
    name.startsWith(`git-model-serve-${pid}-`),
  );
}
