// The kernels in WebAssembly and the plain ones leave the same bytes in memory.

import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MemoryPlan } from '../../../src/models/kernels/kernel-memory.ts';
import { kernelModule, kernelsOver } from '../../../src/models/kernels/kernels.ts';
import { exponential, logarithm } from '../../../src/models/kernels/plain/exponential.ts';
import type { Kernels } from '../../../src/models/kernels/plain/plain.ts';

function numbersFrom(seed: number): () => number {
  const random = xoroshiro128plus(seed);
  return () => (random.next() >>> 0) / 2 ** 32;
}

const ROWS = 777;
const FEATURES = 6;
const STRIDE = 8;

function plan() {
  const memory = new MemoryPlan();
  return {
    cells: memory.take(ROWS * STRIDE),
    order: memory.take(ROWS * 4),
    aside: memory.take(ROWS * 4),
    pairs: memory.take(ROWS * 16),
    raw: memory.take(ROWS * 8 * 3),
    probabilities: memory.take(ROWS * 8 * 3),
    target: memory.take(ROWS * 8),
    weights: memory.take(ROWS * 8),
    codes: memory.take(ROWS * 4),
    one: memory.take(FEATURES * 4096),
    other: memory.take(FEATURES * 4096),
    sums: memory.take(64),
    result: memory.take(64),
    goesLeft: memory.take(256),
    column: memory.take(ROWS * 8),
    spare: memory.take(ROWS * 8),
    counts: memory.take(6 * 2048 * 4),
    edges: memory.take(256 * 8),
    make: () => memory.make(),
  };
}

type Places = ReturnType<typeof plan>;

/** Runs the same story on both kinds of kernels, on memory that begins alike; gives both memories. */
function both(seed: number, story: (kernels: Kernels, places: Places) => unknown): [Uint8Array, Uint8Array] {
  const module = kernelModule('fastest');
  assert.ok(module, 'dist/kernels.wasm is built: npm run build');
  const results = [module, null].map(kind => {
    const places = plan();
    const memory = places.make();
    const random = numbersFrom(seed);
    const { buffer } = memory;
    const cells = new Uint8Array(buffer, places.cells, ROWS * STRIDE);
    // A tenth of the cells is missing; feature f has 40 x (f + 1) bins.
    for (let i = 0; i < cells.length; i++)
      cells[i] = random() < 0.1 ? 255 : Math.floor(random() * 40 * ((i % STRIDE) + 1)) % 255;
    new Uint32Array(buffer, places.order, ROWS).forEach((_, i, order) => {
      order[i] = (i * 5) % ROWS;
    });
    for (const [place, count] of [
      [places.raw, ROWS * 3],
      [places.target, ROWS],
    ]) {
      const numbers = new Float64Array(buffer, place, count);
      for (let i = 0; i < count; i++) numbers[i] = (random() - 0.5) * 20;
    }
    const weights = new Float64Array(buffer, places.weights, ROWS);
    const codes = new Int32Array(buffer, places.codes, ROWS);
    for (let i = 0; i < ROWS; i++) {
      weights[i] = random() * 3;
      codes[i] = Math.floor(random() * 3);
    }
    const goesLeft = new Uint8Array(buffer, places.goesLeft, 256);
    for (let i = 0; i < 256; i++) goesLeft[i] = random() < 0.5 ? 1 : 0;
    const answer = story(kernelsOver(memory, kind), places);
    return { answer, bytes: new Uint8Array(buffer).slice() };
  });
  assert.equal(results[0].answer, results[1].answer);
  return [results[0].bytes, results[1].bytes];
}

function same([one, other]: [Uint8Array, Uint8Array]): void {
  assert.is(Buffer.compare(one, other), 0);
}

/** Gradients of 46 bits and hessians of 40 above a count of 10: more than a double holds. */
function fillPairs(kernels: Kernels, { raw, target, weights, pairs }: Places): void {
  kernels.squaredPairs(raw, target, weights, 0, ROWS, 2 ** 36, 2 ** 38, 10, pairs);
}

test('histograms of any range of features are the same, and so are their differences', () => {
  for (const [first, last] of [
    [0, 6],
    [0, 4],
    [2, 4],
    [4, 6],
    [2, 6],
  ]) {
    same(
      both(first + last, (kernels, places) => {
        const { cells, order, pairs, one, other, sums } = places;
        fillPairs(kernels, places);
        kernels.addRows(cells, STRIDE, first, last, order, 0, ROWS, pairs, one);
        kernels.addRows(cells, STRIDE, first, last, order, 100, 300, pairs, other);
        for (let feature = first; feature < last; feature++)
          kernels.subtractBins(one + feature * 4096, other + feature * 4096, 255);
        kernels.sumBins(one + first * 4096, 255, sums);
        kernels.sumBins(other + first * 4096, 255, sums + 16);
        kernels.subtractSums(sums, sums + 16, sums + 32);
        kernels.clearBins(other + first * 4096, 33);
      }),
    );
  }
});

test('the best threshold is the same, wherever missing values go', () => {
  for (let seed = 0; seed < 40; seed++) {
    same(
      both(seed, (kernels, places) => {
        const { cells, order, pairs, one, sums, result } = places;
        fillPairs(kernels, places);
        const rows = 30 + seed * 15;
        kernels.addRows(cells, STRIDE, 0, 6, order, 0, rows, pairs, one);
        kernels.sumBins(one, 255, sums);
        const feature = seed % 6;
        kernels.scan(one + feature * 4096, 255, sums, 10, seed % 21, seed * 2 ** 30, seed % 2, result);
      }),
    );
  }
});

test('rows are parted the same, and stay in their order on both sides', () => {
  same(
    both(3, (kernels, { cells, order, goesLeft, aside }) => {
      const left = kernels.partRows(cells, order, 7, 700, goesLeft, aside);
      kernels.copyRows(aside + 7 * 4, order + 7 * 4, left);
      kernels.copyRowsReversed(aside + 700 * 4, order + (7 + left) * 4, 693 - left);
      return left;
    }),
  );
});

test('gradients of every loss are the same whole numbers', () => {
  for (const weighed of [true, false]) {
    same(
      both(5, (kernels, { raw, target, weights, codes, probabilities, pairs, order }) => {
        const weight = weighed ? weights : 0;
        const scale = kernels.greatestError(raw, target, weight, 3, ROWS);
        kernels.squaredPairs(raw, target, weight, 0, 200, 2 ** 30, 1, 10, pairs);
        kernels.logisticProbabilities(raw, 0, 300, probabilities);
        kernels.classPairs(probabilities, codes, 1, weight, 200, 300, 2 ** 41, 2 ** 39, 10, pairs);
        kernels.softmaxProbabilities(raw, ROWS, 3, 300, ROWS, probabilities);
        kernels.classPairs(probabilities, codes, 2, weight, 300, ROWS, 2 ** 41, 2 ** 39, 10, pairs);
        kernels.addToRows(raw, order, 10, 500, 0.1);
        return scale;
      }),
    );
  }
});

test('columns are sorted and put into bins the same', () => {
  const odd = [0, -0, 1e308, -1e308, 5e-324, -5e-324, Infinity, -Infinity, 1, -1, 0.1];
  const [bytes] = both(7, (kernels, { column, spare, counts, target, edges, cells, one, make: _ }) => {
    kernels.sortNumbers(target, ROWS, spare, counts);
    kernels.binValues(column, ROWS, edges, cells, STRIDE, one);
    return null;
  });
  const places = plan();
  const sorted = new Float64Array(bytes.buffer, places.target, ROWS);
  assert.equal(sorted, sorted.slice().sort());

  for (const module of [kernelModule('fastest'), null]) {
    const memory = places.make();
    const kernels = kernelsOver(memory, module);
    const column = new Float64Array(memory.buffer, places.column, ROWS);
    column.set(odd);
    kernels.sortNumbers(places.column, odd.length, places.spare, places.counts);
    assert.equal(column.slice(0, odd.length), Float64Array.from(odd).sort());
    const edges = new Float64Array(memory.buffer, places.edges, 256).fill(Infinity);
    edges.set([-1, 0, 2.5]);
    column.set([-2, -1, -0.5, 0, -0, 1, 2.5, 3, Infinity, -Infinity, Number.NaN]);
    kernels.binValues(places.column, 11, places.edges, places.cells, STRIDE, places.one);
    const cells = new Uint8Array(memory.buffer, places.cells);
    assert.equal(
      Array.from({ length: 11 }, (_, i) => cells[i * STRIDE]),
      [0, 0, 1, 1, 1, 2, 2, 3, 3, 0, 255],
    );
    assert.equal(
      Array.from(new Uint8Array(memory.buffer, places.one, 11)),
      [0, 0, 1, 1, 1, 2, 2, 3, 3, 0, 255],
    );
  }
});

test('our exponential and logarithm are within two units of the last place', () => {
  const random = numbersFrom(9);
  for (let i = 0; i < 20_000; i++) {
    const x = (random() - 0.5) * 1400;
    assert.ok(Math.abs(exponential(x) / Math.exp(x) - 1) <= 2 ** -51, `e^${x}`);
    const y = exponential(x);
    assert.ok(
      Math.abs(logarithm(y) - Math.log(y)) <= 2 ** -51 * Math.max(Math.abs(Math.log(y)), 2 ** -20),
      `ln ${y}`,
    );
  }
  assert.is(exponential(0), 1);
  assert.is(logarithm(10), Math.LN10);
  assert.is(logarithm(5e-324), Math.log(5e-324));
  assert.is(exponential(1e9), exponential(708));
});

test.run();
