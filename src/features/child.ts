// The process in which features of the project are made: `node … child.ts <folder of src>`. It loads features.js,
// then answers blocks of rows from the host (maker.ts) until the host goes away. It imports next to nothing, because
// every training and every server pays for its start.

import { type CollectedFeature, type Collector, collector } from './child/collect.ts';
import { guardGlobals } from './child/guards.ts';
import { type FeatureFunction, loadFeatures } from './child/load-source.ts';
import { type PackedColumns, packColumns, unpackColumns } from './child/packed-columns.ts';
import { type Problem, problemOf } from './child/problem.ts';
import { type InputCategories, type RowInput, type RowMaker, rowMaker } from './child/row.ts';
import { expectSameAgain } from './child/same-again.ts';
import { watchParent } from './child/watch-parent.ts';

type Block = { job: number; firstRow: number; rows: number; columns: PackedColumns };

/** What rows look like; it rarely changes from one table to the next. */
export type RowShape = { inputs: RowInput[]; hidden: Record<string, string> };

/**
 * A job is one table: first its columns, with the first of its rows, then the others in blocks. `shape` is null where it
 * is that of the job before.
 */
export type ToChild =
  | { kind: 'job'; job: number; shape: RowShape | null; categories: InputCategories; first: Block }
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
      /** Without their values, which are packed in the same order. */
      features: PackedFeature[];
      columns: PackedColumns;
    }
  | { kind: 'failed'; job: number; problem: Problem };

/** `added`: texts that are new in this block; null for a feature of numbers. */
export type PackedFeature = { name: string; added: string[] | null };

type Job = {
  number: number;
  shape: KnownShape;
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

function startJob({ job, shape, categories }: Extract<ToChild, { kind: 'job' }>): Job | null {
  try {
    told = shape ?? told;
    return { number: job, shape: knownShape(told!), categories, collected: collector(), failed: false };
  } catch (error) {
    // Columns that no class can be written for; without an answer the host would wait for ever.
    send({ kind: 'failed', job, problem: problemOf(error, { rows: [], during: 'rows were prepared' }) });
    return null;
  }
}

type KnownShape = { of: RowShape; key: string; rows: RowMaker; categorical: boolean[] };
let told: RowShape | null = null;
let known: KnownShape | null = null;

/** Jobs over the same columns share a class of rows: what V8 learned of it holds for the next. */
function knownShape(of: RowShape): KnownShape {
  if (known?.of === of) return known;
  const { inputs, hidden } = of;
  const key = JSON.stringify([inputs, hidden]);
  if (known?.key === key) known = { ...known, of };
  else {
    const categorical = inputs.map(({ type }) => type === 'categorical');
    known = { of, key, rows: rowMaker(inputs, hidden), categorical };
  }
  return known;
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
  const { firstRow, rows: count } = block;
  const { rows, categorical } = job.shape;
  let index = 0;
  try {
    rows.bind(unpackColumns(block.columns, count, categorical), job.categories);
    job.collected.begin(count, firstRow);
    for (; index < count; index++) job.collected.add(features(rows.rowAt(index)), index);
    if (count > 1) {
      index = 0;
      expectSameAgain(job.collected, () => features(rows.rowAt(0)));
    }
  } catch (error) {
    job.failed = true;
    const problem = problemOf(error, { rows: [firstRow + index], during: 'making features' });
    send({ kind: 'failed', job: job.number, problem });
    return;
  }
  const { names, features: made } = job.collected.end();
  send({ kind: 'block', job: job.number, firstRow, rows: count, names, ...packed(made, count) });
}

function packed(
  made: CollectedFeature[],
  rows: number,
): { features: PackedFeature[]; columns: PackedColumns } {
  return {
    features: made.map(each => ({ name: each.name, added: each.type === 'numeric' ? null : each.added })),
    columns: packColumns(
      made.map(each => (each.type === 'numeric' ? each.values : each.codes)),
      rows,
    ),
  };
}

watchParent(Number(process.argv[3]));
