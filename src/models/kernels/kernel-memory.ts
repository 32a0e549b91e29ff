// One piece of memory for all that kernels work on: first every part says how much it needs, then it is made at once.

import { type SharedMemory, webAssembly } from './web-assembly.ts';

const PAGE = 65_536;
/** 2 GiB: addresses stay whole numbers of 31 bits. */
export const MOST_MEMORY = 2 ** 31 - PAGE;

/** Parts one after the other. Address 0 is given to nobody: kernels read it as "none". */
export class MemoryPlan {
  #next = 64;

  /** The address of a new part of so many bytes; a cache line begins there. */
  take(bytes: number): number {
    const address = this.#next;
    this.#next = Math.ceil((address + bytes) / 64) * 64;
    return address;
  }

  get bytes(): number {
    return this.#next;
  }

  /** All 0. It can be handed to other threads. */
  make(): SharedMemory {
    // A word may be read where a byte is asked for: a little more than was taken.
    const pages = Math.ceil((this.#next + 64) / PAGE);
    return new webAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  }
}
