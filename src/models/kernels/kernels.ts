// Kernels over a memory: in WebAssembly where this Node can run them, else the plain ones. Both give the same bytes.

import { existsSync, readFileSync } from 'node:fs';
import { type Kernels, plainKernels } from './plain/plain.ts';
import { type KernelModule, type SharedMemory, webAssembly } from './web-assembly.ts';

export type KernelChoice = 'fastest' | 'plain';

/** A function whose body is a constant of 16 bytes: valid only where SIMD is (WebAssembly core specification 2.0). */
const SIMD_PROBE = Uint8Array.from([
  ...[0, 97, 115, 109, 1, 0, 0, 0], // magic number, version
  ...[1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0], // one type, () -> v128; one function of it
  ...[10, 22, 1, 20, 0, 253, 12, ...new Array<number>(16).fill(0), 11], // its code: v128.const 0
]);

let compiled: { module: KernelModule | null } | undefined;

/** The module, to be handed to other threads; null where it cannot run or was never built. */
export function kernelModule(choice: KernelChoice): KernelModule | null {
  if (choice === 'plain') return null;
  compiled ??= compile();
  return compiled.module;
}

function compile(): { module: KernelModule | null } {
  const file = kernelFile();
  const runs = webAssembly.validate(SIMD_PROBE) && existsSync(file);
  return { module: runs ? new webAssembly.Module(readFileSync(file)) : null };
}

export function kernelsOver(memory: SharedMemory, module: KernelModule | null): Kernels {
  if (!module) return plainKernels(memory.buffer);
  return new webAssembly.Instance(module, { env: { memory } }).exports as Kernels;
}

/** What it does stands beside its name in assembly/walk.ts; in plain TypeScript that is trees/walk-trees.ts. */
type WalkKernel = {
  addTree(
    nodes: number,
    root: number,
    sets: number,
    setAt: number,
    leaves: number,
    outputs: number,
    cells: number,
    stride: number,
    rows: number,
    sums: number,
    width: number,
  ): void;
};

export function walkKernelOver(memory: SharedMemory, module: KernelModule): WalkKernel {
  return new webAssembly.Instance(module, { env: { memory } }).exports as WalkKernel;
}

/** `dist/kernels.wasm`, seen from the bundle (also from dist/chunks/) or from the source. */
function kernelFile(from = import.meta.url): URL {
  if (from.endsWith('.ts')) return new URL('../../../dist/kernels.wasm', from);
  return new URL(`${from.slice(0, from.lastIndexOf('/dist/'))}/dist/kernels.wasm`);
}
