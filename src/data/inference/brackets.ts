// Columns between which the target lies in every row, as a least and a greatest value around their mean.

import type { Column, NumericColumn } from '../table.ts';

export type Bracket = { below: string[]; above: string[]; rows: number; except: number };

/** So many rows must lie on the far side of the target's median: by chance all would agree once in a thousand times. */
const FEWEST_TELLING = 10;
/** Real tables hold slips of the pen: one row of two hundred may contradict. */
const CONTRADICTING = 1 / 200;

/**
 * Numeric columns that are not above the target, and others that are not below it, both of which say something: bounds
 * far away from it do not. Null where one side has none. `except` rows contradict one of them. Looks at each column
 * until too many do.
 *
 * @example of pollutant_min, pollutant_max and the target pollutant_avg:
 * // { below: ['pollutant_min'], above: ['pollutant_max'], rows: 2840, except: 1 }
 */
export function findBracket(columns: readonly Column[], target: Column): Bracket | null {
  if (target.type !== 'numeric') return null;
  const known = target.values.filter(value => !Number.isNaN(value)).sort();
  const goal = { values: target.values, median: known[Math.floor(known.length / 2)], most: 0 };
  goal.most = Math.floor(known.length * CONTRADICTING);
  const numeric = columns.filter((column): column is NumericColumn => column.type === 'numeric');
  const bounding = (sign: 1 | -1) =>
    numeric.flatMap(({ name, values }) => {
      const except = contradictions(values, goal, sign);
      return except === null ? [] : [{ name, except }];
    });
  const below = bounding(1);
  const above = below.length === 0 ? [] : bounding(-1);
  if (above.length === 0) return null;
  return {
    below: below.map(({ name }) => name),
    above: above.map(({ name }) => name),
    rows: known.length,
    except: Math.max(...[...below, ...above].map(({ except }) => except)),
  };
}

/** Rows in which it is no bound; null where it is none at all. */
function contradictions(
  values: Float64Array,
  target: { values: Float64Array; median: number; most: number },
  sign: 1 | -1,
): number | null {
  let telling = 0;
  let found = 0;
  for (let row = 0; row < values.length; row++) {
    // Missing on either side says nothing: a comparison with NaN is false.
    if (sign * values[row] > sign * target.values[row] && ++found > target.most) return null;
    if (sign * values[row] > sign * target.median && !Number.isNaN(target.values[row])) telling++;
  }
  return telling >= FEWEST_TELLING + 20 * found ? found : null;
}
