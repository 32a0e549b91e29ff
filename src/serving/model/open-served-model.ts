// The model of a commit, ready to answer requests: loaded, asked its golden rows, warm.

import { setImmediate as turn } from 'node:timers/promises';
import { emptyTable } from '../../data/csv/empty-table.ts';
import type { ColumnSchema } from '../../data/schema.ts';
import type { Signature } from '../../data/signature.ts';
import type { CategoricalColumn, Column, Table } from '../../data/table.ts';
import { Failure, UserError } from '../../errors.ts';
import type { Prediction } from '../../models/learner.ts';
import type { CommittedModel } from '../../prediction/committed-model.ts';
import { openPredictor } from '../../prediction/open-predictor.ts';
import type { Predictor } from '../../prediction/predictor.ts';
import type { KeptColumn } from '../../prediction-log/kept-columns.ts';
import { asDeclared, keySchemas } from '../../prediction-log/key-columns.ts';
import type { Configuration } from '../../project/schema.ts';
import { checkGoldenRows, tableOfGolden } from '../../provenance/golden-rows.ts';
import type { ObjectReader } from '../../repository/objects/object-reader.ts';
import type { PythonProject } from '../../trainer/python/prepare-python.ts';
import { type CellReader, cellReader } from '../cells.ts';
import type { Received } from '../received.ts';
import { answerBatches } from './answer-batches.ts';
import { holdFolder } from './hold-folder.ts';
import { keepAlive } from './keep-alive.ts';

export type ServedModel = {
  branch: string;
  commit: string;
  kind: string;
  isRegression: boolean;
  signature: Signature;
  columns: readonly ColumnSchema[];
  cells: CellReader;
  /** Columns that name a row and are not given to the model, as the log keeps them; those that a request has. */
  readKeys(received: Received): Column[];
  /** What the log may keep of a row; null for nothing. */
  kept(): readonly KeptColumn[] | null;
  /** Asks anew what may be kept: mv.yaml of the environment may have become stricter. */
  guard(): Promise<void>;
  /** Most rows of a request. */
  mostRows: number;
  predict(table: Table): Promise<Prediction>;
  waiting(): number;
  restarts(): number;
  /** Resolves once what it was asked before is answered and its process is gone. */
  retire(): Promise<void>;
};

export type ServedModelOpening = {
  branch: string;
  commit: string;
  model: CommittedModel;
  reader: ObjectReader;
  /** What the log may keep of a row, as mv.yaml of the environment says now. */
  kept(): Promise<readonly KeptColumn[] | null>;
  python: PythonProject;
  /** What the branch's code prints. */
  onOutput: (text: string) => void;
  onRestart: (why: string) => void;
};

/** Rows that travel to a process together; small enough that features and predictions of several overlap. */
const BLOCK_ROWS = 1024;
/** How many requests' worth of rows may wait. */
const WAITING_REQUESTS = 4;
/** Seconds until the code must be loaded: what it may take for rows is another matter. */
const LOAD_SECONDS = 60;
/** How often the golden rows are asked before a client is: enough for the code to have been compiled. */
const WARM_ROUNDS = 20;

/** Throws what loading throws, and UserError `golden-rows-differ`. */
export async function openServedModel(opening: ServedModelOpening): Promise<ServedModel> {
  const { branch, commit, model, reader, python, onOutput, onRestart } = opening;
  const { serving, problem } = model.configuration;
  let columnsKept = await opening.kept();
  let readKeys = keyReader(columnsKept ?? [], model.configuration);
  const held = await holdFolder();
  let starts = 0;
  const open = async () => {
    const folder = held.folder(starts++);
    const opened = await openPredictor({
      name: branch,
      reader,
      model,
      folder,
      python,
      onOutput,
      waited: true,
    });
    return whenLoaded(opened, branch);
  };
  let first: Predictor;
  try {
    first = await open();
    await warm(first, model, branch);
  } catch (error) {
    await held.release();
    throw error;
  }
  const kept = keepAlive({ first, open, clock: () => performance.now(), onRestart });
  const batches = answerBatches(kept, {
    rows: BLOCK_ROWS,
    waitingRows: WAITING_REQUESTS * serving.max_rows,
    seconds: serving.timeout,
  });
  let active = 0;
  let onIdle: (() => void) | null = null;
  const { columns } = first;
  return {
    branch,
    commit,
    kind: model.provenance.model.kind,
    isRegression: problem.task === 'regression',
    signature: model.provenance.signature,
    columns,
    cells: cellReader(columns),
    readKeys: received => readKeys(received),
    kept: () => columnsKept,
    async guard() {
      columnsKept = await opening.kept();
      readKeys = keyReader(columnsKept ?? [], model.configuration);
    },
    mostRows: serving.max_rows,
    async predict(table) {
      active++;
      try {
        return await batches.predict(table);
      } finally {
        if (--active === 0) onIdle?.();
      }
    },
    waiting: batches.waiting,
    restarts: kept.restarts,
    async retire() {
      if (active > 0) {
        await new Promise<void>(resolve => {
          onIdle = resolve;
        });
      }
      await kept.close();
      await held.release();
    },
  };
}

function keyReader(kept: readonly KeptColumn[], configuration: Configuration): ServedModel['readKeys'] {
  const readers = keySchemas(kept).map(schema => ({ name: schema.name, cells: cellReader([schema]) }));
  return received =>
    readers
      .filter(({ name }) => received.columns.has(name))
      .flatMap(({ cells }) => cells.read({ ...received, strict: false }, NO_NAMES).columns)
      .map(column => asDeclared(column as CategoricalColumn, configuration));
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** Resolves once the code is loaded. */
async function whenLoaded(predictor: Predictor, branch: string): Promise<Predictor> {
  const loaded = predictor.predict(emptyTable(predictor.columns));
  await within(predictor, loaded, LOAD_SECONDS, `the code of "${branch}" is not loaded`);
  return predictor;
}

async function warm(
  predictor: Predictor,
  { golden, configuration, provenance }: CommittedModel,
  branch: string,
): Promise<void> {
  if (golden === null && provenance.golden !== undefined) {
    await predictor.close();
    throw new UserError(`${provenance.golden.path} of "${branch}" is none that this program can read`, {
      code: 'golden-rows-differ',
      hint: 'train it anew, or serve with the version of git-model that made it',
    });
  }
  if (golden === null || golden.rows.length === 0) return;
  const table = tableOfGolden(golden, predictor.columns);
  const check = async () => {
    checkGoldenRows(golden, await predictor.predict(table), branch);
    for (let round = 1; round < WARM_ROUNDS; round++) {
      // Those whom the model before answers wait for one round and not for all.
      await turn();
      await predictor.predict(table);
    }
  };
  const { timeout } = configuration.serving;
  await within(predictor, check(), timeout, `the code of "${branch}" did not answer its golden rows`);
}

/** Waits for `work`; closes the predictor where that fails, or takes longer: Failure `serving-timeout`. */
async function within(
  predictor: Predictor,
  work: Promise<unknown>,
  seconds: number,
  what: string,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const hint = 'does it end? serving.timeout of its mv.yaml gives it more time';
      reject(new Failure(`${what} within ${seconds} s`, { code: 'serving-timeout', hint }));
    }, seconds * 1000);
  });
  try {
    await Promise.race([work, tooLong]);
  } catch (error) {
    work.catch(() => {});
    await predictor.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
