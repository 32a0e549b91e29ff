// Our learners beside scikit-learn's: the same rows, features and threads, in turns, each in a process that stays.

import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { spread } from '../measure.js';
import { peersFolder } from '../peers/folder.js';
import { writeFriedman, writeHours } from '../projects/learning-rows.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PEER = fileURLToPath(new URL('../peers/learn.py', import.meta.url));
const BOOSTING = { kind: 'gradient-boosting', parameters: { trees: 100, early_stopping: false } };
const forest = trees => ({ kind: 'random-forest', parameters: { trees } });

/** Hourly bike rentals on one and on two threads, and what their models weigh. */
export async function measureLearners({ sandbox, pairs = 3 }) {
  const program = await bundle(sandbox.root);
  const hours = writeHours(path.join(sandbox.root, 'hours'));
  if (!hours)
    return [{ name: 'learners on hours of rentals', skipped: 'their file is not there', passed: null }];
  const rows = [];
  const what = `on ${hours.training.toLocaleString('en')} hours of rentals`;
  for (const threads of [1, 2]) {
    const all = { program, pairs };
    const name = learner => `${learner} ${what} ${onThreads(threads)}`;
    const job = learner => ({ ...hours, ...learner, threads });
    rows.push(
      ...(await besideScikitLearn({
        ...all,
        name: name('forest'),
        job: job(forest(100)),
        limit: 1,
        loss: 0.005,
      })),
      ...(await besideScikitLearn({
        ...all,
        name: name('boosting'),
        job: job(BOOSTING),
        limit: 0.5,
        loss: 0.002,
        // Short, and faster once the engine has compiled it.
        pairs: 5 * pairs,
      })),
    );
  }
  return [...rows, ...(await weighModels(program, hours))];
}

/** Regression and two classes on so many rows of 20 columns, on one and on two threads; forests of so many trees. */
export async function measureWideLearners({ sandbox, training = 100_000, trees = 10, pairs = 2 }) {
  const program = await bundle(sandbox.root);
  const rows = [];
  for (const classes of [false, true]) {
    const data = writeFriedman(path.join(sandbox.root, 'friedman'), { training, classes });
    for (const threads of [1, 2]) {
      const all = { program, pairs, memory: true };
      const what = `${training.toLocaleString('en')} x 20, ${classes ? 'two classes' : 'regression'} ${onThreads(threads)}`;
      const job = learner => ({ ...data, ...learner, threads });
      rows.push(
        ...(await besideScikitLearn({ ...all, name: `boosting, ${what}`, job: job(BOOSTING), limit: 0.8 })),
        ...(await besideScikitLearn({
          ...all,
          name: `forest of ${trees}, ${what}`,
          job: job(forest(trees)),
          limit: 1,
        })),
      );
    }
  }
  return rows;
}

function onThreads(threads) {
  return `on ${threads} thread${threads === 1 ? '' : 's'}`;
}

/**
 * One thread is judged by the time it has of a processor, which others on the machine take nothing from; several by the
 * clock, for threads that wait for each other take no processor. The note says the other ratio.
 *
 * `limit`: of our time over theirs. `loss`: how much lower our score may be; where nothing is said it is only shown.
 * `memory`: whether ours must stay below theirs.
 */
async function besideScikitLearn({ name, job, limit, loss, memory = false, program, pairs }) {
  const python = path.join(peersFolder(), 'venv/bin/python');
  const ours = talkTo(process.execPath, [program, JSON.stringify(job)]);
  if (!existsSync(python)) {
    const fits = [];
    for (let fit = 0; fit <= pairs; fit++) fits.push(await ours.ask());
    ours.end();
    const times = spread(fits.slice(1).map(fit => fit.milliseconds));
    const skipped = 'scikit-learn is not installed: bench/peers/install.sh';
    return [{ name, ours: times, skipped, passed: null }];
  }
  const theirs = talkTo(python, [PEER, JSON.stringify(job)]);
  const taken = [];
  // The first fits of each warm it: more of them where they are short.
  for (let pair = pairs > 5 ? -5 : -1; pair < pairs; pair++) {
    const first = pair % 2 === 0 ? ours : theirs;
    const answers = new Map([[first, await first.ask()]]);
    const second = first === ours ? theirs : ours;
    answers.set(second, await second.ask());
    if (pair >= 0) taken.push({ ours: answers.get(ours), theirs: answers.get(theirs) });
  }
  ours.end();
  theirs.end();
  const [by, other] = job.threads === 1 ? ['processor', 'milliseconds'] : ['milliseconds', 'processor'];
  const ratioOf = time => spread(taken.map(pair => pair.ours[time] / pair.theirs[time]));
  const ratio = ratioOf(by);
  const last = taken.at(-1);
  const digits = score => score.toFixed(4);
  const goodEnough = loss === undefined || last.ours.score >= last.theirs.score - loss;
  const rows = [
    {
      name: `${name}, ${named(by)}`,
      floor: 'scikit-learn',
      ours: spread(taken.map(pair => pair.ours[by])),
      floorTime: spread(taken.map(pair => pair.theirs[by])),
      ratio,
      limit: { what: 'ratio', most: limit },
      passed: ratio.median <= limit && goodEnough,
      note: `${job.classes ? 'accuracy' : 'R2'} ${digits(last.ours.score)} beside ${digits(last.theirs.score)}; ${ratioOf(other).median.toFixed(2)} by ${named(other)}`,
    },
  ];
  if (memory) {
    const [mine, most] = [last.ours.megabytes, last.theirs.megabytes];
    const limit = { what: 'MB', most: Math.round(most) };
    rows.push({ name: `${name}: memory`, value: { amount: mine, unit: 'MB' }, limit, passed: mine <= most });
  }
  return rows;
}

function named(time) {
  return time === 'processor' ? 'processor time' : 'the clock';
}

/** The default forest of the rentals: its file and loading; one row by a forest of 100 trees of depth 10. */
async function weighModels(program, hours) {
  const weigh = async parameters => {
    const job = { ...hours, kind: 'random-forest', parameters, threads: 1, inspect: true };
    const process_ = talkTo(process.execPath, [program, JSON.stringify(job)]);
    const answer = await process_.ask();
    process_.end();
    return answer;
  };
  const plain = await weigh({ trees: 100 });
  const shallow = await weigh({ trees: 100, max_depth: 10, max_leaves: null });
  const row = (name, amount, unit, most) => ({
    name,
    value: { amount: Math.round(amount * 100) / 100, unit },
    limit: { what: unit, most },
    passed: amount <= most,
  });
  return [
    row('file of the default forest of the rentals', plain.bytes / 1e6, 'MB', 2),
    row('the same, loaded', plain.load, 'ms', 30),
    row('one row, 100 trees of depth 10', shallow.microseconds, 'us', 10),
  ];
}

/** A process that answers each line with a line of JSON. */
function talkTo(program, args) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask() {
      child.stdin.write('fit\n');
      const { value, done } = await lines.next();
      if (done) throw new Error(`${program} ${args[0]} ended without an answer`);
      return JSON.parse(value);
    },
    end: () => child.stdin.end(),
  };
}

/** bench/programs/learn.js as it would ship: bundled, with the kernels and the thread's program beside it. */
async function bundle(folder) {
  const dist = path.join(folder, 'dist');
  mkdirSync(dist, { recursive: true });
  for (const name of ['kernels.wasm', 'learning-worker.js'])
    copyFileSync(path.join(root, 'dist', name), path.join(dist, name));
  const outfile = path.join(dist, 'learn.mjs');
  await build({
    entryPoints: [path.join(root, 'bench/programs/learn.js')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return outfile;
}
