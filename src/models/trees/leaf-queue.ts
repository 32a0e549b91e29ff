// Leaves that may be split, the one with most to gain first: a binary heap.

/** `before(a, b)`: whether a comes out before b; it never says so of both. */
export class LeafQueue<Leaf> {
  readonly #heap: Leaf[] = [];
  readonly #before: (one: Leaf, other: Leaf) => boolean;

  constructor(before: (one: Leaf, other: Leaf) => boolean) {
    this.#before = before;
  }

  push(leaf: Leaf): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(leaf);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(leaf, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = leaf;
  }

  pop(): Leaf | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#before(heap[child + 1], heap[child])) child++;
      if (!this.#before(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return first;
  }

  /** Those that wait, in no order that means anything. */
  get waiting(): readonly Leaf[] {
    return this.#heap;
  }
}
