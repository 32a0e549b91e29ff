// Columns of many kinds drawn by seed, for simulations: `npm run bench drift-simulation` draws them too.

import type { Column } from '../../../src/data/table.ts';

type Draw = (below: number) => number;

/** Between 0 and 1, both excluded. */
const uniformOf = (draw: Draw) => () => (draw(0x100000000) + 0.5) / 0x100000000;

/** Standard normals, by the transform of Box and Muller (1958). `draw` as `randomDraws` gives it. */
export function normals(draw: Draw, rows: number): Float64Array {
  const uniform = uniformOf(draw);
  return Float64Array.from(
    { length: rows },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

/** An autoregressive series of variance 1, which begins where it would be anyway. */
export function autoregressive(draw: Draw, rows: number, coefficient: number): Float64Array {
  let before = normals(draw, 1)[0];
  return normals(draw, rows).map(shock => {
    before = coefficient * before + Math.sqrt(1 - coefficient ** 2) * shock;
    return before;
  });
}

function poisson(uniform: () => number, mean: number): number {
  let count = 0;
  for (let product = uniform(); product > Math.exp(-mean); product *= uniform()) count++;
  return count;
}

/** Chances that fall as 1 / rank^power. */
function zipf(uniform: () => number, size: number, power = 1): () => number {
  let total = 0;
  const ends = Array.from({ length: size }, (_, rank) => {
    total += (rank + 1) ** -power;
    return total;
  });
  return () => {
    const place = uniform() * total;
    let [low, high] = [0, size - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

const numbers = (values: Float64Array) => ({ type: 'numeric' as const, values });

function categories(rows: number, code: () => number) {
  const drawn = Array.from({ length: rows }, code);
  const names = [...new Set(drawn)].map(own => `c${own}`).sort();
  const places = new Map(names.map((name, place) => [name, place]));
  return {
    type: 'categorical' as const,
    categories: names,
    codes: Int32Array.from(drawn, own => places.get(`c${own}`)!),
  };
}

const KINDS: Record<string, (draw: Draw, rows: number) => ReturnType<typeof numbers | typeof categories>> = {
  normal: (draw, rows) => numbers(normals(draw, rows)),
  /** Cauchy: it has no mean. */
  heavy: (draw, rows) => {
    const uniform = uniformOf(draw);
    return numbers(new Float64Array(rows).map(() => Math.tan(Math.PI * (uniform() - 0.5))));
  },
  skewed: (draw, rows) => numbers(normals(draw, rows).map(value => Math.exp(2 * value))),
  rounded: (draw, rows) => numbers(normals(draw, rows).map(value => Math.round(100 * value) / 100)),
  whole: (draw, rows) => numbers(normals(draw, rows).map(value => Math.floor(Math.exp(5 + value)))),
  zeros: (draw, rows) => numbers(normals(draw, rows).map(value => (draw(10) < 6 ? 0 : Math.exp(value)))),
  counts: (draw, rows) => numbers(new Float64Array(rows).map(() => poisson(uniformOf(draw), 8))),
  rare: (draw, rows) => numbers(new Float64Array(rows).map(() => (draw(50) === 0 ? 1 : 0))),
  constant: (_, rows) => numbers(new Float64Array(rows).fill(3)),
  missing: (draw, rows) => numbers(normals(draw, rows).map(value => (draw(30) === 0 ? Number.NaN : value))),
  categories: (draw, rows) => categories(rows, zipf(uniformOf(draw), 30)),
  many: (draw, rows) => categories(rows, zipf(uniformOf(draw), 300, 1.2)),
  'very many': (draw, rows) => categories(rows, zipf(uniformOf(draw), 3000)),
  /** In order of time, each row 0.6 of the one before. */
  dependent: (draw, rows) => numbers(autoregressive(draw, rows, 0.6)),
  'very dependent': (draw, rows) => numbers(autoregressive(draw, rows, 0.9)),
};

/** Independent kinds, one after the other, again and again. */
export const MIXED: readonly string[] = Object.keys(KINDS).filter(kind => !kind.endsWith('dependent'));

/** So many columns of these kinds in turn, with as many rows. `correlated`: all of the first kind and half the same. */
export function drawColumns(
  draw: Draw,
  { kinds, columns, rows }: { kinds: readonly string[]; columns: number; rows: number },
): Column[] {
  if (kinds[0] === 'correlated') {
    const common = normals(draw, rows);
    return Array.from({ length: columns }, (_, at) => ({
      name: `x${at}`,
      ...numbers(normals(draw, rows).map((own, row) => own / 3 + common[row])),
    }));
  }
  return Array.from({ length: columns }, (_, at) => ({
    name: `x${at}`,
    ...KINDS[kinds[at % kinds.length]](draw, rows),
  }));
}
