// What each row counts: its own weight, times that of its class.

import { UserError } from '../errors.ts';
import type { Target } from './learner.ts';
import type { Parameter } from './parameters.ts';

export type ClassWeight = null | 'balanced' | Readonly<Record<string, number>>;

export const classWeightParameter: Parameter = {
  scikitLearn: 'class_weight',
  about: 'What rows of a class count: by class, or balanced (all classes the same); null: every row 1.',
  default: null,
  values: [{ type: 'choice', of: ['balanced', null] }, { type: 'weights' }],
};

/**
 * Null where every row counts 1. `balanced`: a class weighs rows / (classes x rows of the class), both by weight.
 * Classes that are not named weigh 1. Throws UserError `invalid-parameter` for a class that is none.
 */
export function rowWeights(
  target: Target,
  weights: Float64Array | undefined,
  classWeight: ClassWeight,
): Float64Array | null {
  if (classWeight === null) return weights ?? null;
  if (target.task === 'regression') {
    throw new UserError('"class_weight" is for classes, but the target is a number', {
      code: 'invalid-parameter',
      hint: 'Leave class_weight out of mv.yaml',
      details: { parameter: 'class_weight' },
    });
  }
  const { codes, classes } = target;
  const ofClass =
    classWeight === 'balanced' ? balanced(codes, classes.length, weights) : named(classes, classWeight);
  return Float64Array.from(codes, (code, row) => ofClass[code] * (weights ? weights[row] : 1));
}

function balanced(codes: Int32Array, classes: number, weights: Float64Array | undefined): Float64Array {
  const sums = new Float64Array(classes);
  let total = 0;
  for (let row = 0; row < codes.length; row++) {
    const weight = weights ? weights[row] : 1;
    sums[codes[row]] += weight;
    total += weight;
  }
  const present = sums.reduce((count, sum) => count + (sum > 0 ? 1 : 0), 0);
  return sums.map(sum => (sum > 0 ? total / (present * sum) : 1));
}

function named(classes: readonly string[], given: Readonly<Record<string, number>>): Float64Array {
  const unknown = Object.keys(given).find(name => !classes.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`"class_weight" names "${unknown}", which is no class of the target`, {
      code: 'invalid-parameter',
      hint: `Classes: ${classes.join(', ')}`,
      details: { parameter: 'class_weight', class: unknown },
    });
  }
  return Float64Array.from(classes, name => (Object.hasOwn(given, name) ? given[name] : 1));
}
