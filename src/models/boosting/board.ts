// How the threads of a fit call each other: a few shared words. One thread writes a task and bids the others do it,
// each its part; then it waits until they have.

const BIDDING = 0;
const DONE = 1;
const READY = 2;
const FAILED = 3;
const TASK = 4;
const WORDS = 16;
const MOST_ARGUMENTS = 16;
/** So many parts fit in a bidding beside its number: a thread sees from one word whether it is meant at all. */
const PARTS = 128;
/** Looks at a word before a thread lies down to sleep: waking takes longer than most tasks do. */
const LOOKS = 2000;
/** A task takes milliseconds: a thread that is silent for so long is gone. */
const SILENCE = 120_000;

export const HOME = -1;

/** What is shared; it can be handed to other threads. */
export function newBoard(): SharedArrayBuffer {
  return new SharedArrayBuffer(WORDS * 4 + MOST_ARGUMENTS * 8);
}

export class Board {
  readonly #words: Int32Array;
  readonly #args: Float64Array;

  constructor(shared: SharedArrayBuffer) {
    this.#words = new Int32Array(shared, 0, WORDS);
    this.#args = new Float64Array(shared, WORDS * 4, MOST_ARGUMENTS);
  }

  /** Threads that have come so far, this one not counted. */
  get ready(): number {
    return Atomics.load(this.#words, READY);
  }

  /** Bids parts 1 to `parts` - 1 do a task. */
  bid(task: number, args: readonly number[], parts: number): void {
    this.#args.set(args);
    this.#words[TASK] = task;
    Atomics.store(this.#words, DONE, 0);
    const number = Math.floor(Atomics.load(this.#words, BIDDING) / PARTS) + 1;
    Atomics.store(this.#words, BIDDING, (number % 2 ** 20) * PARTS + Math.min(parts, PARTS - 1));
    Atomics.notify(this.#words, BIDDING);
  }

  /** Waits until the other parts of the task are done. Throws where one of them failed. */
  wait(parts: number): void {
    const words = this.#words;
    for (let look = 0; look < LOOKS; look++) if (Atomics.load(words, DONE) === parts - 1) break;
    for (let done = Atomics.load(words, DONE); done < parts - 1; done = Atomics.load(words, DONE)) {
      if (Atomics.wait(words, DONE, done, SILENCE) === 'timed-out')
        throw new Error('a thread of the fit is silent');
    }
    if (Atomics.load(words, FAILED) !== 0) throw new Error('a thread of the fit failed');
  }

  /** What another thread does from its coming to its going home. */
  serve(work: (task: number, args: ArrayLike<number>, part: number, parts: number) => void): void {
    const words = this.#words;
    let seen = Atomics.load(words, BIDDING);
    const part = Atomics.add(words, READY, 1) + 1;
    for (;;) {
      for (let look = 0; look < LOOKS; look++) if (Atomics.load(words, BIDDING) !== seen) break;
      Atomics.wait(words, BIDDING, seen);
      const bidding = Atomics.load(words, BIDDING);
      if (bidding === seen) continue;
      seen = bidding;
      const parts = bidding % PARTS;
      if (part >= parts) continue;
      const task = words[TASK];
      if (task === HOME) return;
      try {
        work(task, this.#args, part, parts);
      } catch (error) {
        Atomics.store(words, FAILED, 1);
        throw error;
      } finally {
        Atomics.add(words, DONE, 1);
        Atomics.notify(words, DONE);
      }
    }
  }
}
