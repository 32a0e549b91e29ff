// What another thread does in a boosting fit: its part of each task, over the same memory.

import { kernelsOver } from '../kernels/kernels.ts';
import type { KernelModule, SharedMemory } from '../kernels/web-assembly.ts';
import { Board } from './board.ts';
import type { BoostingLayout } from './layout.ts';
import { type TaskName, tasks, type Workplace } from './tasks.ts';

/** What another thread is given. */
export type BoostingShift = {
  memory: SharedMemory;
  module: KernelModule | null;
  layout: BoostingLayout;
  board: SharedArrayBuffer;
};

export function workplaceOver({ memory, module, layout }: Omit<BoostingShift, 'board'>): Workplace {
  return {
    kernels: kernelsOver(memory, module),
    layout,
    words: new Uint32Array(memory.buffer),
    numbers: new Float64Array(memory.buffer),
  };
}

export const taskNames = Object.keys(tasks) as TaskName[];

/** Returns when it is sent home. */
export function serveBoosting(shift: BoostingShift): void {
  const place = workplaceOver(shift);
  new Board(shift.board).serve((task, args, part, parts) => tasks[taskNames[task]](place, args, part, parts));
}
