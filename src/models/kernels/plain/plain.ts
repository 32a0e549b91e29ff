// Every kernel in plain TypeScript: the oracle of those in WebAssembly, and what runs where those cannot.

import { columnKernels } from './columns.ts';
import { gradientKernels } from './gradients.ts';
import { histogramKernels } from './histogram.ts';
import { viewsOf } from './memory.ts';
import { rowKernels } from './rows.ts';
import { scanKernels } from './scan.ts';

/** What kernels do stands beside their names in assembly/; numbers are addresses, counts and indexes. */
export type Kernels = ReturnType<typeof plainKernels>;

export function plainKernels(buffer: ArrayBufferLike) {
  const views = viewsOf(buffer);
  return {
    ...histogramKernels(views),
    ...scanKernels(views),
    ...rowKernels(views),
    ...gradientKernels(views),
    ...columnKernels(views),
  };
}
