// Rows for tests of learners: made of whole numbers, so that another language makes the same.

import type { FeatureColumns, Prediction, Target } from '../../src/models/learner.ts';

/** The generator of POSIX's rand: s = (1103515245 s + 12345) mod 2^31; gives s / 2^31. */
function congruential(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (state * 1103515245n + 12345n) % 2n ** 31n;
    return Number(state) / 2 ** 31;
  };
}

export function numeric(name: string, values: Iterable<number>) {
  return { type: 'numeric' as const, name, values: Float64Array.from(values) };
}

export function categorical(name: string, values: readonly (string | null)[]) {
  const categories = [...new Set(values.filter(value => value !== null))].sort();
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  return {
    type: 'categorical' as const,
    name,
    categories,
    codes: Int32Array.from(values, value => (value === null ? -1 : (codeOf.get(value) as number))),
  };
}

export function regression(values: Iterable<number>): Target {
  return { task: 'regression', values: Float64Array.from(values) };
}

export function classification(codes: Iterable<number>, classes: string[]): Target {
  return { task: 'classification', codes: Int32Array.from(codes), classes };
}

export function valuesOf(prediction: Prediction): Float64Array {
  return (prediction as Extract<Prediction, { task: 'regression' }>).values;
}

export function probabilitiesOf(prediction: Prediction): Float64Array {
  return (prediction as Extract<Prediction, { task: 'classification' }>).probabilities;
}

/** Four features, the second with a hole in every seventh row, the last of five kinds; two of the others interact. */
export function mixedRows(rows: number, seed = 42) {
  const next = congruential(seed);
  const drawn = Array.from({ length: rows }, () => [next(), next(), next(), next()]);
  const kinds = drawn.map(row => Math.floor(row[3] * 5));
  const y = drawn.map((row, i) => 4 * row[0] * row[1] + [0, 2, -1, 3, 1][kinds[i]] + row[2] * row[2]);
  const numbers = [0, 1, 2].map(j =>
    numeric(
      `x${j}`,
      drawn.map((row, i) => (j === 1 && i % 7 === 0 ? Number.NaN : row[j])),
    ),
  );
  const features: FeatureColumns = [...numbers, categorical('kind', kinds.map(String))];
  /** The kind as a number. */
  const numericFeatures: FeatureColumns = [...numbers, numeric('kind', kinds)];
  return { features, numericFeatures, y };
}
