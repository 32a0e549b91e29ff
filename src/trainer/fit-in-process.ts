// A fit by the project's own code: rows and targets go out as files, the model comes back as one.

import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Column } from '../data/table.ts';
import type { TargetValues } from '../data/target.ts';
import { Failure } from '../errors.ts';
import { writeRows, writeTargets, writeWeights } from './job-files.ts';
import { type FitJob, type Job, LARGEST_MODEL, PROTOCOL } from './protocol.ts';
import { protocolError } from './trainer-error.ts';
import { startTrainer, type TrainerCode, type TrainerProcess } from './trainer-process.ts';

/** What a model is made with, whatever the rows. */
export type ModelTask = {
  target: string;
  /** `model.parameters` of mv.yaml. */
  parameters: Record<string, unknown>;
  /** Name of the model file, such as `model.skops`: its ending tells frameworks what it is. */
  file: string;
};

export type FittedBytes = {
  model: Uint8Array;
  /** As the code gives it, what is not finite left out; empty where it gives none. */
  featureImportance: Record<string, number>;
  /** Numbers that the code reports of its training, such as its own loss. */
  reported: Record<string, number | null>;
};

/** `job.json`, but for what only a fit has. */
export function jobOf({
  code,
  task,
  columns,
  kind,
  classes,
  model,
}: {
  code: TrainerCode;
  task: ModelTask;
  columns: readonly Pick<Column, 'name' | 'type'>[];
  kind: Job['task'];
  classes: readonly string[] | null;
  model: string;
}): Job {
  return {
    protocol: PROTOCOL,
    task: kind,
    target: task.target,
    columns: columns.map(({ name, type }) => ({ name, type })),
    classes,
    seed: code.seed,
    threads: code.threads,
    parameters: task.parameters,
    model,
  };
}

/**
 * Fits in a process of its own. It is given these rows and no others, so that what is held out stays unseen. Throws
 * Failure `trainer-failed`, `trainer-timeout`, `trainer-no-model`, `trainer-protocol`, and UserError `no-sample-weights`
 * where there are weights that the code cannot take.
 */
export async function fitInProcess({
  code,
  task,
  columns,
  target,
  weights = null,
  onProgress,
}: {
  code: TrainerCode;
  task: ModelTask;
  columns: readonly Column[];
  target: TargetValues;
  /** What each row counts; null where all count the same. */
  weights?: Float64Array | null;
  onProgress?: (share: number) => void;
}): Promise<FittedBytes> {
  const folder = await makeJobFolder(code);
  try {
    const model = path.join(folder, task.file);
    const [rows, targets, counts, file] = ['rows.csv', 'targets.jsonl', 'weights.jsonl', 'job.json'].map(
      name => path.join(folder, name),
    );
    const classes = target.task === 'classification' ? target.classes : null;
    const job: FitJob = {
      ...jobOf({ code, task, columns, kind: target.task, classes, model }),
      rows,
      targets,
      ...(weights && { weights: counts }),
    };
    await Promise.all([
      writeRows(rows, columns),
      writeTargets(targets, target),
      weights && writeWeights(counts, weights),
      writeFile(file, JSON.stringify(job)),
    ]);
    const running = await startTrainer(code, {
      script: 'train.py',
      job: file,
      during: 'loading src/model.py',
      weighted: weights !== null,
    });
    try {
      const done = await untilDone(running, onProgress);
      return {
        model: await readModel(model, task.file),
        featureImportance: finite(done.feature_importance),
        reported: done.metrics,
      };
    } finally {
      await running.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A folder for one job; home and temporary files of the process are beside it. */
export async function makeJobFolder({ folder }: TrainerCode): Promise<string> {
  for (const name of ['home', 'tmp']) await mkdir(path.join(folder, name), { recursive: true });
  for (let number = 1; ; number++) {
    const job = path.join(folder, `job-${number}`);
    const made = await mkdir(job).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        return false;
      },
    );
    if (made) return job;
  }
}

async function untilDone(running: TrainerProcess, onProgress?: (share: number) => void) {
  const since = performance.now();
  for (;;) {
    const message = await running.next({ waiting: 'fit', during: 'fitting', since });
    if (message.event === 'done') return message;
    if (message.event !== 'progress') throw protocolError(`"done" was expected, not "${message.event}"`);
    if (message.share >= 0 && message.share <= 1) onProgress?.(message.share);
  }
}

async function readModel(file: string, name: string): Promise<Uint8Array> {
  const hint = 'Model.save(path) in src/model.py writes one file, at the path that it is given';
  const handle = await open(file, 'r').catch(cause => {
    throw new Failure(`the code of src/ was fitted, but wrote no model file (${name})`, {
      code: 'trainer-no-model',
      hint,
      cause,
    });
  });
  try {
    const { size } = await handle.stat();
    const wrong =
      size === 0 ? 'is empty' : size > LARGEST_MODEL ? `has ${size} bytes, more than ${LARGEST_MODEL}` : null;
    if (wrong !== null) {
      throw new Failure(`the model file that src/ wrote (${name}) ${wrong}`, {
        code: 'trainer-no-model',
        hint,
      });
    }
    return await readFile(handle);
  } finally {
    await handle.close();
  }
}

function finite(shares: Record<string, number | null>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(shares).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}
