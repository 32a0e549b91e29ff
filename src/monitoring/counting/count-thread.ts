// A thread that counts blocks of a CSV: `workerData` is what it needs to know, each message a block or a question.

import { parentPort, workerData } from 'node:worker_threads';
import type { BatchCounts } from '../drift/batch-counts.ts';
import { type CountedBlock, type CountingPlan, countBlocks, type PickedRow } from './count-blocks.ts';

export type ToCountThread =
  | { kind: 'block'; index: number; bytes: Uint8Array }
  | { kind: 'pick'; index: number; rows: readonly number[] }
  | { kind: 'end' };
export type FromCountThread =
  | { kind: 'counted'; index: number; counted: CountedBlock; memory: ArrayBuffer }
  | { kind: 'picked'; index: number; rows: PickedRow[] }
  | { kind: 'counts'; counts: [lane: number, counts: BatchCounts][] };

const port = parentPort!;
const counting = countBlocks(workerData as CountingPlan);

port.on('message', (message: ToCountThread) => {
  const answer = answerTo(message);
  // The memory of a block goes back to where the next is read.
  port.postMessage(answer, answer.kind === 'counted' ? [answer.memory] : []);
});

/** Lines count from 1 in each block: who asks knows where it begins. */
function answerTo(message: ToCountThread): FromCountThread {
  switch (message.kind) {
    case 'block':
      return {
        ...{ kind: 'counted', index: message.index },
        counted: counting.count(message.index, message.bytes, 1),
        memory: message.bytes.buffer as ArrayBuffer,
      };
    case 'pick':
      return {
        ...{ kind: 'picked', index: message.index },
        rows: counting.pick(message.index, message.rows),
      };
    case 'end':
      return { kind: 'counts', counts: counting.counts() };
  }
}
