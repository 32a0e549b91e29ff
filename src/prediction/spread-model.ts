// One model on several threads. Each row is predicted by itself, so the answers are the same whatever their number.

import { availableParallelism } from 'node:os';
import { Failure } from '../errors.ts';
import type { FeatureColumns, InProcessModel, Prediction } from '../models/learner.ts';
import type { FromThread, ToThread } from './model-thread.ts';
import { openThread } from './open-thread.ts';

export type SpreadModel = {
  /** Takes the columns' memory, unless they are lent: they must not be used afterwards. */
  predict(features: FeatureColumns): Promise<Prediction>;
  close(): Promise<void>;
};

/** Blocks that are predicted here, before a thread has paid for its start and for loading the model once more. */
const BLOCKS_HERE = 3;
/** Rows of a block that somebody waits for, up to which the way to a thread and back takes longer than the answer. */
const ROWS_HERE = 512;
/** Reading, in one thread, feeds no more than these with a forest of 100 trees. */
const MOST_THREADS = 4;

/**
 * Predicts with `model` in this thread at first. Once more than a few blocks have come, others do: another one starts
 * whenever all are busy, up to `threads`, of which this one, which waits for them more than it reads, is none.
 * `bytes` is the model's file. Where each block is `waited` for, small ones are always predicted here. Columns that are
 * `lent` are copied to a thread rather than handed over.
 */
export function spreadModel(
  model: InProcessModel,
  bytes: Uint8Array,
  {
    threads = Math.min(availableParallelism(), MOST_THREADS),
    waited = false,
    lent = false,
  }: { threads?: number; waited?: boolean; lent?: boolean } = {},
): SpreadModel {
  const started: Thread[] = [];
  let blocks = 0;
  let closed = false;
  const leastBusy = (): Thread => {
    started.sort((one, other) => one.busy() - other.busy());
    if (started.length < threads && (started[0]?.busy() ?? 1) > 0) started.unshift(startThread(bytes, lent));
    return started[0];
  };
  return {
    async predict(features) {
      // A block whose features came while the rest was given up: a thread that it started would never end.
      if (closed) throw new Failure('the model is closed', { code: 'prediction-failed' });
      const here = waited ? rowsIn(features) <= ROWS_HERE : blocks++ < BLOCKS_HERE;
      if (threads < 2 || here) return model.predict(features);
      return leastBusy().predict(features);
    },
    async close() {
      closed = true;
      await Promise.all(started.map(thread => thread.close()));
    },
  };
}

function rowsIn([first]: FeatureColumns): number {
  if (first === undefined) return 0;
  return first.type === 'numeric' ? first.values.length : first.codes.length;
}

/** `busy`: blocks that it has not answered. */
type Thread = SpreadModel & { busy(): number };

function startThread(bytes: Uint8Array, lent: boolean): Thread {
  const worker = openThread('model-thread', bytes);
  const waiting = new Map<number, { resolve: (found: Prediction) => void; reject: (why: unknown) => void }>();
  let failure: Failure | null = null;
  let asked = 0;
  worker.on('message', ({ block, prediction }: FromThread) => {
    waiting.get(block)?.resolve(prediction);
    waiting.delete(block);
  });
  const fail = (why: string, cause?: unknown) => {
    failure ??= new Failure(`a thread that predicts ended: ${why}`, {
      code: 'prediction-failed',
      hint: 'is the memory full?',
      cause,
    });
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  worker.on('error', cause => fail(cause.message, cause));
  // Without an error too: whoever waits must not wait for ever.
  worker.on('exit', code => fail(`exit code ${code}`));
  return {
    busy: () => waiting.size,
    predict(features) {
      if (failure !== null) return Promise.reject(failure);
      const block = asked++;
      return new Promise((resolve, reject) => {
        waiting.set(block, { resolve, reject });
        worker.postMessage({ block, features } satisfies ToThread, lent ? [] : buffersOf(features));
      });
    },
    async close() {
      await worker.terminate();
    },
  };
}

/** Handed over rather than copied, but for what is a part of more. */
function buffersOf(features: FeatureColumns): ArrayBuffer[] {
  const arrays = features.map(column => (column.type === 'numeric' ? column.values : column.codes));
  const whole = arrays.filter(array => array.byteLength === array.buffer.byteLength);
  return [...new Set(whole.map(array => array.buffer as ArrayBuffer))];
}
