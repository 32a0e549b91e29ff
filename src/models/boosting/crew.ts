// Those who do the tasks of a fit: this thread alone, or this thread with others over the same memory.

import type { Worker } from 'node:worker_threads';
import { startThread } from '../threads/worker-entry.ts';
import { Board, HOME, newBoard } from './board.ts';
import { MOST_THREADS } from './layout.ts';
import { type BoostingShift, taskNames } from './serve-boosting.ts';
import { type TaskName, tasks, type Workplace } from './tasks.ts';

export type Crew = {
  /**
   * Does a task, shared where it is worth it, and returns by how many. `work` is about how many cells it touches;
   * `threads` makes it as many as did another task.
   */
  run(task: TaskName, args: readonly number[], work: number, threads?: number): number;
  /** Sends the other threads home, and waits until they are gone. */
  dismiss(): Promise<void>;
};

/** Cells of the rows (rows x features) from which on other threads are worth their start. */
const WORTH_A_CREW = 500_000;
/** Cells of a task from which on it is worth calling the others. */
const WORTH_A_CALL = 16_384;

/** A crew of up to `threads`; the others take part as soon as they have come. */
export function crewOf(place: Workplace, shift: Omit<BoostingShift, 'board'>, threads: number): Crew {
  const { rows, features } = place.layout;
  const helpers = rows * features < WORTH_A_CREW ? 0 : Math.min(threads, MOST_THREADS) - 1;
  if (helpers < 1) {
    return {
      run(task, args) {
        tasks[task](place, args, 0, 1);
        return 1;
      },
      async dismiss() {},
    };
  }
  const shared = newBoard();
  const board = new Board(shared);
  const others: Worker[] = Array.from({ length: helpers }, () => {
    const thread = startThread({ learner: 'boosting', shift: { ...shift, board: shared } });
    // The task at hand throws; without a listener Node would end the process besides.
    thread.on('error', () => {});
    return thread;
  });

  return {
    run(task, args, work, wanted) {
      const parts = wanted ?? (work < WORTH_A_CALL ? 1 : 1 + board.ready);
      if (parts > 1) board.bid(taskNames.indexOf(task), args, parts);
      tasks[task](place, args, 0, parts);
      if (parts > 1) board.wait(parts);
      return parts;
    },
    async dismiss() {
      board.bid(HOME, [], Number.POSITIVE_INFINITY);
      await Promise.all(others.map(thread => thread.terminate()));
    },
  };
}
