// Those who do the tasks of a fit: this thread alone, or this thread with others over the same memory.

import { type TaskName, tasks, type Workplace } from './tasks.ts';

export type Crew = {
  /**
   * Does a task, shared where it is worth it, and returns by how many. `work` is about how many cells it touches;
   * `threads` makes it as many as did another task.
   */
  run(task: TaskName, args: readonly number[], work: number, threads?: number): number;
  /** Sends the other threads home. */
  dismiss(): Promise<void>;
};

export function crewOfOne(place: Workplace): Crew {
  return {
    run(task, args) {
      tasks[task](place, args, 0, 1);
      return 1;
    },
    async dismiss() {},
  };
}
