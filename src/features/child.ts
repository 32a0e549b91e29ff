// The process in which features of the project are made: `node … child.ts <folder of src>`. It loads features.js,
// then answers blocks of rows from the host (maker.ts) until the host goes away. It imports next to nothing, because
// every training and every server pays for its start.

import { type CollectedFeature, type Collector, collector } from './child/collect.ts';
import { guardGlobals } from './child/guards.ts';
import { type FeatureFunction, loadFeatures } from './child/load-source.ts';
import { type Problem, problemOf } from './child/problem.ts';
import {
  type BlockColumn,
  categoriesOf,
  type InputCategories,
  type RowInput,
  type RowMaker,
  rowMaker,
} from './child/row.ts';
import { expectSameAgain } from './child/same-again.ts';
import { watchParent } from './child/watch-parent.ts';

type Block = { job: number; firstRow: number; rows: number; columns: BlockColumn[] };

/** A job is one table: first its columns, with the first of its rows, then the others in blocks. */
export type ToChild =
  | { kind: 'job'; job: number; inputs: RowInput[]; hidden: Record<string, string>; first: Block }
  | ({ kind: 'block' } & Block)
  | { kind: 'leave' };

export type FromChild =
  | { kind: 'ready' }
  | { kind: 'unusable'; problem: Problem }
  | {
      kind: 'block';
      job: number;
      firstRow: number;
      rows: number;
      names: string[];
      features: CollectedFeature[];
    }
  | { kind: 'failed'; job: number; problem: Problem };

type Job = {
  number: number;
  rows: RowMaker;
  categories: InputCategories;
  collected: Collector;
  failed: boolean;
};

const leave = process.exit.bind(process);
const tell = process.send!.bind(process) as (message: FromChild, told: (error: Error | null) => void) => void;

/** Without a host there is nobody to answer: left to itself, a failed answer would be the next failure to answer for. */
function send(message: FromChild): void {
  if (!process.connected) leave(0);
  tell(message, error => {
    if (error) leave(0);
  });
}

// The host decides when to stop; a Ctrl-C, which reaches both, must not look like a fault of the project's code.
process.on('SIGINT', () => {});
process.on('disconnect', () => leave(0));
// The project's code must not write into the conversation.
process.send = undefined;

const loading = start(process.argv[2]);

async function start(folder: string): Promise<FeatureFunction | null> {
  guardGlobals();
  // While it loads, only its own work keeps the process alive: an await that nothing ends shows as an end.
  process.channel!.unref();
  process.once('beforeExit', neverLoaded);
  try {
    const features = await loadFeatures(folder);
    process.off('beforeExit', neverLoaded);
    process.channel!.ref();
    send({ kind: 'ready' });
    return features;
  } catch (error) {
    send({ kind: 'unusable', problem: problemOf(error, { rows: [], during: 'it was loaded' }) });
    return null;
  }
}

function neverLoaded(): void {
  const message = 'src/features.js: an await at the top of a file, its own or an import, never ends';
  const hint = 'Do two files wait for each other?';
  const problem: Problem = { kind: 'failed', code: 'features-failed', message, hint, rows: [], details: {} };
  send({ kind: 'unusable', problem });
}

let current: Job | null = null;

process.on('message', async (message: ToChild) => {
  if (message.kind === 'leave') leave(0);
  const features = await loading;
  if (!features || message.kind === 'leave') return;
  if (message.kind === 'job') current = startJob(message);
  const block = message.kind === 'job' ? message.first : message;
  if (current && !current.failed) answerBlock(current, features, block);
});

function startJob({ job, inputs, hidden }: Extract<ToChild, { kind: 'job' }>): Job | null {
  try {
    const rows = rowMakerFor(inputs, hidden);
    return { number: job, rows, categories: categoriesOf(inputs), collected: collector(), failed: false };
  } catch (error) {
    // Columns that no class can be written for; without an answer the host would wait for ever.
    send({ kind: 'failed', job, problem: problemOf(error, { rows: [], during: 'rows were prepared' }) });
    return null;
  }
}

let lastMaker: { key: string; rows: RowMaker } | null = null;

/** Jobs over the same columns share a class of rows: what V8 learned of it holds for the next. */
function rowMakerFor(inputs: RowInput[], hidden: Record<string, string>): RowMaker {
  const key = JSON.stringify([inputs.map(({ name, type }) => [name, type]), hidden]);
  if (lastMaker?.key !== key) lastMaker = { key, rows: rowMaker(inputs, hidden) };
  return lastMaker.rows;
}

// Something that the module left running, such as a timer or a promise nobody waits for.
process.on('uncaughtException', error => {
  const problem = problemOf(error, { rows: [], during: 'something it started went on by itself' });
  if (!current) return send({ kind: 'unusable', problem });
  // Where the request was answered already nobody waits for this: then it stands in what the code printed.
  process.stderr.write(`${problem.message}\n`);
  current.failed = true;
  send({ kind: 'failed', job: current.number, problem });
});

function answerBlock(job: Job, features: FeatureFunction, block: Block): void {
  let index = 0;
  try {
    job.rows.bind(block.columns, job.categories);
    job.collected.begin(block.rows, block.firstRow);
    for (; index < block.rows; index++) job.collected.add(features(job.rows.rowAt(index)), index);
    if (block.rows > 1) {
      index = 0;
      expectSameAgain(job.collected, () => features(job.rows.rowAt(0)));
    }
  } catch (error) {
    job.failed = true;
    const problem = problemOf(error, { rows: [block.firstRow + index], during: 'making features' });
    send({ kind: 'failed', job: job.number, problem });
    return;
  }
  const { firstRow, rows } = block;
  send({ kind: 'block', job: job.number, firstRow, rows, ...job.collected.end() });
}

watchParent(Number(process.argv[3]));
