// Two columns whose sum, difference or product is the target. Every pair is tried on a few rows, few on all.

export type PairRule = 'sum' | 'difference' | 'product';
export type PairLeak = { first: string; second: string; rule: PairRule; rows: number };

type NamedValues = { name: string; values: Float64Array };

type PairOptions = {
  columns: readonly NamedValues[];
  target: Float64Array;
  /** How many rows must have all three values. */
  fewestRows: number;
  /** Relative difference within which two computed doubles are the same number. */
  tolerance: number;
};

const ROWS_TRIED = 24;

/**
 * Pairs that give the target in every row in which all three have a value, in the order of the columns; of several
 * rules for a pair the first. A constant tells nothing and makes no pair, and neither does a constant target.
 */
export function findPairs({ columns, target, fewestRows, tolerance }: PairOptions): PairLeak[] {
  const varying = columns.filter(({ values }) => varies(values));
  const tried = rowsTried(target);
  if (tried.length < 3 || !varies(target)) return [];
  const found: PairLeak[] = [];
  // Row by row, so that the hot loop walks through memory in order.
  const samples = tried.map(row => Float64Array.from(varying, ({ values }) => values[row]));
  const goals = tried.map(row => target[row]);
  for (let i = 0; i < varying.length; i++) {
    for (let j = i + 1; j < varying.length; j++) {
      for (const code of RULES) {
        if (!holdsInSamples(samples, goals, i, j, code, tolerance)) continue;
        const [first, second] =
          code === SECOND_LESS_FIRST ? [varying[j], varying[i]] : [varying[i], varying[j]];
        const rows = rowsWhereHolds(first.values, second.values, target, code, tolerance);
        if (rows < fewestRows) continue;
        found.push({ first: first.name, second: second.name, rule: NAMES[code], rows });
        break;
      }
    }
  }
  return found;
}

const SUM = 0;
const FIRST_LESS_SECOND = 1;
const SECOND_LESS_FIRST = 2;
const PRODUCT = 3;
const RULES = [SUM, FIRST_LESS_SECOND, SECOND_LESS_FIRST, PRODUCT] as const;
const NAMES: readonly PairRule[] = ['sum', 'difference', 'difference', 'product'];

function varies(values: Float64Array): boolean {
  let first = Number.NaN;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (Number.isNaN(first)) first = value;
    else if (value !== first) return true;
  }
  return false;
}

/** Rows with a target, spread over the table; those where it is 0 say least. */
function rowsTried(target: Float64Array): number[] {
  const telling: number[] = [];
  for (let row = 0; row < target.length; row++)
    if (target[row] !== 0 && !Number.isNaN(target[row])) telling.push(row);
  const step = Math.max(1, Math.floor(telling.length / ROWS_TRIED));
  return telling.filter((_, i) => i % step === 0).slice(0, ROWS_TRIED);
}

/** How far the rule misses the goal, beyond what rounding explains: at most 0 where it holds, NaN where a value lacks. */
function excess(a: number, b: number, goal: number, code: number, tolerance: number): number {
  if (code === PRODUCT) return Math.abs(a * b - goal) - tolerance * Math.abs(goal);
  const made = code === SUM ? a + b : code === FIRST_LESS_SECOND ? a - b : b - a;
  return Math.abs(made - goal) - tolerance * (Math.abs(a) + Math.abs(b) + Math.abs(goal));
}

function holdsInSamples(
  samples: readonly Float64Array[],
  goals: readonly number[],
  i: number,
  j: number,
  code: number,
  tolerance: number,
): boolean {
  let held = 0;
  for (let k = 0; k < goals.length; k++) {
    const miss = excess(samples[k][i], samples[k][j], goals[k], code, tolerance);
    if (miss > 0) return false;
    if (miss <= 0) held++;
  }
  return held >= 3;
}

/** In how many rows the rule holds; 0 where it fails in one. `first` and `second` stand as the rule names them. */
function rowsWhereHolds(
  first: Float64Array,
  second: Float64Array,
  target: Float64Array,
  code: number,
  tolerance: number,
): number {
  const rule = code === SECOND_LESS_FIRST ? FIRST_LESS_SECOND : code;
  let held = 0;
  for (let row = 0; row < target.length; row++) {
    const miss = excess(first[row], second[row], target[row], rule, tolerance);
    if (miss > 0) return 0;
    if (miss <= 0) held++;
  }
  return held;
}
