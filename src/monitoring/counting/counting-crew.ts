// Those who count the blocks of a file: this thread, or several others.

import { Worker } from 'node:worker_threads';
import type { BatchCounts } from '../drift/batch-counts.ts';
import { type CountedBlock, type CountingPlan, countBlocks, LANES, type PickedRow } from './count-blocks.ts';
import type { FromCountThread, ToCountThread } from './count-thread.ts';

/** What `countBlocks` does, here or elsewhere. */
export type CountingCrew = {
  /** Blocks that may be under way at once. */
  room: number;
  /** Lines count from `line` on. The bytes are gone for whoever gives them; their memory comes back. */
  count: (
    index: number,
    bytes: Uint8Array<ArrayBuffer>,
    line: number,
  ) => Promise<{ counted: CountedBlock; memory: ArrayBuffer }>;
  /** Whether lines are those of the file, or begin with 1 in each block. */
  linesAreWhole: boolean;
  pick: (index: number, rows: readonly number[]) => Promise<PickedRow[]>;
  counts: () => Promise<[lane: number, counts: BatchCounts][]>;
  close: () => Promise<void>;
};

export function crewOfOne(plan: CountingPlan): CountingCrew {
  const counting = countBlocks(plan);
  return {
    room: 1,
    linesAreWhole: true,
    count: async (index, bytes, line) => ({
      counted: counting.count(index, bytes, line),
      memory: bytes.buffer,
    }),
    pick: async (...rows) => counting.pick(...rows),
    counts: async () => counting.counts(),
    close: async () => {},
  };
}

/** So many threads; lane by lane they are dealt out, so that each counts its blocks in their order. */
export function crewOfThreads(plan: CountingPlan, threads: number): CountingCrew {
  const crew = Array.from({ length: threads }, () => openMember(plan));
  const ownerOf = (index: number) => crew[(index % LANES) % threads];
  return {
    // Each has one that it counts and one that waits.
    room: 2 * threads,
    linesAreWhole: false,
    async count(index, bytes) {
      const answer = await ownerOf(index).ask({ kind: 'block', index, bytes }, [bytes.buffer]);
      return answer as Extract<FromCountThread, { kind: 'counted' }>;
    },
    async pick(index, rows) {
      const answer = await ownerOf(index).ask({ kind: 'pick', index, rows });
      return (answer as Extract<FromCountThread, { kind: 'picked' }>).rows;
    },
    async counts() {
      const answers = await Promise.all(crew.map(({ ask }) => ask({ kind: 'end' })));
      return answers.flatMap(answer => (answer as Extract<FromCountThread, { kind: 'counts' }>).counts);
    },
    close: async () => {
      await Promise.all(crew.map(({ thread }) => thread.terminate()));
    },
  };
}

/** A thread answers in the order in which it is asked. Where it throws, what is asked then or later fails. */
function openMember(plan: CountingPlan) {
  const thread = openThread(plan);
  const waiting: { resolve: (answer: FromCountThread) => void; reject: (error: unknown) => void }[] = [];
  let failure: unknown = null;
  thread.on('message', (answer: FromCountThread) => waiting.shift()?.resolve(answer));
  const fail = (error: unknown) => {
    failure ??= error;
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  thread.on('error', fail);
  thread.on('exit', () => fail(new Error('a thread that counts has ended')));
  const ask = (message: ToCountThread, handed: ArrayBuffer[] = []) =>
    new Promise<FromCountThread>((resolve, reject) => {
      if (failure !== null) return reject(failure);
      thread.postMessage(message, handed);
      waiting.push({ resolve, reject });
    });
  return { thread, ask };
}

/** From source the entry is count-thread.ts beside this file, under tsx; the build makes `dist/count-thread.js` of it. */
function openThread(workerData: CountingPlan): Worker {
  const from = import.meta.url;
  const options = { workerData, execArgv: [], stdout: true, stderr: true };
  if (!from.endsWith('.ts')) {
    const dist = from.slice(0, from.lastIndexOf('/dist/') + '/dist/'.length);
    return new Worker(new URL(`${dist}count-thread.js`), options);
  }
  const [api, entry] = [import.meta.resolve('tsx/esm/api'), new URL('./count-thread.ts', from).href];
  const code = `import(${JSON.stringify(api)}).then(({ register }) => { register(); return import(${JSON.stringify(entry)}); })`;
  return new Worker(code, { ...options, eval: true });
}
