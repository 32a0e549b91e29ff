// A thread that predicts: `workerData` is a model file, a message is a block of features, the answer its prediction.

import { parentPort, workerData } from 'node:worker_threads';
import { loadModel } from '../models/kinds.ts';
import type { FeatureColumns, Prediction } from '../models/learner.ts';

export type ToThread = { block: number; features: FeatureColumns };
export type FromThread = { block: number; prediction: Prediction };

const port = parentPort!;
const loading = loadModel(workerData as Uint8Array);

port.on('message', async ({ block, features }: ToThread) => {
  const prediction = (await loading).predict(features);
  port.postMessage({ block, prediction } satisfies FromThread, buffersOf(prediction));
});

/** Handed over rather than copied. */
function buffersOf(prediction: Prediction): ArrayBuffer[] {
  const arrays =
    prediction.task === 'regression' ? [prediction.values] : [prediction.codes, prediction.probabilities];
  return arrays.map(array => array.buffer as ArrayBuffer);
}
