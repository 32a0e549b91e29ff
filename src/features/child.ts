// The process in which features of the project are made: `node … child.ts <folder of src> <its parent>`. It loads features.js,
// then answers blocks of rows from the host (maker.ts) until the host goes away. It imports next to nothing, because
// every training and every server pays for its start.

import { Socket } from 'node:net';
import { type CollectedFeature, type Collector, collector } from './child/collect.ts';
import { type BlockPlace, frameOf, frameReader, HOST_PIPE } from './child/frames.ts';
import { guardGlobals } from './child/guards.ts';
import { type FeatureFunction, loadFeatures } from './child/load-source.ts';
import { type BlockColumn, type PackedColumns, unpackColumns } from './child/packed-columns.ts';
import { type Problem, problemOf } from './child/problem.ts';
import { type InputCategories, type RowInput, type RowMaker, rowMaker } from './child/row.ts';
import { expectSameAgain } from './child/same-again.ts';
import { watchParent } from './child/watch-parent.ts';

/** What rows look like; it rarely changes from one table to the next. */
export type RowShape = { inputs: RowInput[]; hidden: Record<string, string> };

/** What a feature is: `added`, the texts that are new in a block; null for one of numbers. */
export type ToldFeature = { name: string; added: string[] | null };

/**
 * A job is one table: the first of its rows, then the others in blocks. `shape` is null where it is that of the job
 * before, `more` where there are no categories either.
 */
export type ToChild =
  | {
      kind: 'job';
      more: { shape: RowShape | null; categories: InputCategories } | null;
      place: BlockPlace;
      columns: readonly BlockColumn[];
    }
  | { kind: 'block'; more: null; place: BlockPlace; columns: readonly BlockColumn[] }
  | { kind: 'leave'; more: null };

/** The values of a block's `features` are in `columns`, in the same order; `more` is null where they are those of the block before, with no new texts. */
export type FromChild =
  | { kind: 'ready'; more: null }
  | { kind: 'unusable'; more: Problem }
  | {
      kind: 'block';
      more: { names: string[]; features: ToldFeature[] } | null;
      place: BlockPlace;
      columns: PackedColumns;
    }
  | { kind: 'failed'; more: Problem; place: BlockPlace };

type Answer =
  | Exclude<FromChild, { kind: 'block' }>
  | (Omit<FromChild & { kind: 'block' }, 'columns'> & { columns: readonly BlockColumn[] });

type JobTold = Extract<ToChild, { kind: 'job' }>['more'];

type Job = {
  number: number;
  shape: KnownShape;
  categories: InputCategories;
  collected: Collector;
  failed: boolean;
};

const leave = process.exit.bind(process);
const host = new Socket({ fd: HOST_PIPE, readable: true, writable: true });

function send({ kind, more, ...block }: Answer): void {
  host.write(frameOf({ kind, more, ...block }));
}

// The host decides when to stop; a Ctrl-C, which reaches both, must not look like a fault of the project's code.
process.on('SIGINT', () => {});
// Without a host there is nobody to answer: left to itself, a failed answer would be the next failure to answer for.
for (const end of ['end', 'error', 'close']) host.on(end, () => leave(0));

const loading = start(process.argv[2]);

async function start(folder: string): Promise<FeatureFunction | null> {
  guardGlobals();
  // While it loads, only its own work keeps the process alive: an await that nothing ends shows as an end.
  host.unref();
  process.once('beforeExit', neverLoaded);
  try {
    const features = await loadFeatures(folder);
    process.off('beforeExit', neverLoaded);
    host.ref();
    send({ kind: 'ready', more: null });
    return features;
  } catch (error) {
    send({ kind: 'unusable', more: problemOf(error, { rows: [], during: 'it was loaded' }) });
    return null;
  }
}

function neverLoaded(): void {
  const message = 'src/features.js: an await at the top of a file, its own or an import, never ends';
  const hint = 'Do two files wait for each other?';
  const problem: Problem = { kind: 'failed', code: 'features-failed', message, hint, rows: [], details: {} };
  send({ kind: 'unusable', more: problem });
}

let current: Job | null = null;

const listen = frameReader(async ({ kind, more, place, columns }) => {
  if (kind === 'leave') leave(0);
  const features = await loading;
  if (!features) return;
  if (kind === 'job') current = startJob(place.job, more as JobTold);
  if (current && !current.failed) answerBlock(current, features, place, columns);
});
host.on('data', listen);

function startJob(job: number, told: JobTold): Job | null {
  try {
    shape = told?.shape ?? shape;
    const categories = told?.categories ?? [];
    return { number: job, shape: knownShape(shape!), categories, collected: collector(), failed: false };
  } catch (error) {
    // Columns that no class can be written for; without an answer the host would wait for ever.
    fail(job, problemOf(error, { rows: [], during: 'rows were prepared' }));
    return null;
  }
}

function fail(job: number, problem: Problem): void {
  send({ kind: 'failed', more: problem, place: { job, firstRow: 0, rows: 0 } });
}

type KnownShape = { of: RowShape; key: string; rows: RowMaker; categorical: boolean[] };
let shape: RowShape | null = null;
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
  if (!current) return send({ kind: 'unusable', more: problem });
  // Where the request was answered already nobody waits for this: then it stands in what the code printed.
  process.stderr.write(`${problem.message}\n`);
  current.failed = true;
  fail(current.number, problem);
});

function answerBlock(job: Job, features: FeatureFunction, place: BlockPlace, block: PackedColumns): void {
  const { firstRow, rows: count } = place;
  const { rows, categorical } = job.shape;
  let index = 0;
  try {
    rows.bind(unpackColumns(block, count, categorical), job.categories);
    job.collected.begin(count, firstRow);
    for (; index < count; index++) job.collected.add(features(rows.rowAt(index)), index);
    if (count > 1) {
      index = 0;
      expectSameAgain(job.collected, () => features(rows.rowAt(0)));
    }
  } catch (error) {
    job.failed = true;
    fail(job.number, problemOf(error, { rows: [firstRow + index], during: 'making features' }));
    return;
  }
  const { names, features: made } = job.collected.end();
  const columns = made.map(each => (each.type === 'numeric' ? each.values : each.codes));
  send({ kind: 'block', more: newlyTold(names, made), place, columns });
}

let told: { names: string[]; features: ToldFeature[] } = { names: [], features: [] };

/** Null where all is as it was told with the block before, whatever its table. */
function newlyTold(names: string[], made: readonly CollectedFeature[]): typeof told | null {
  const { length } = made;
  let same = names.length === told.names.length && length === told.features.length;
  for (let at = 0; same && at < names.length; at++) same = names[at] === told.names[at];
  for (let at = 0; same && at < length; at++) {
    const [{ name, added }, feature] = [told.features[at], made[at]];
    same =
      name === feature.name &&
      (feature.type === 'numeric' ? added === null : added !== null && feature.added.length === 0);
  }
  if (same) return null;
  told = {
    names,
    features: made.map(each => ({ name: each.name, added: each.type === 'numeric' ? null : each.added })),
  };
  return told;
}

watchParent(Number(process.argv[3]));
