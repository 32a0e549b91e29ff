// A learner's parameters as a table: from it come the checks, the keys of mv.yaml, and what the documents list.

import { UserError } from '../errors.ts';

/** What values a parameter takes. */
export type Values =
  | { type: 'whole'; least: number; most?: number }
  /** At least `least`, or more than `above`; at most `most`. */
  | { type: 'number'; least?: number; above?: number; most?: number }
  | { type: 'choice'; of: readonly (string | boolean | null)[] }
  /** A number above 0 for each class that is named. */
  | { type: 'weights' };

export type Parameter = {
  /** What scikit-learn calls the same; null where it has none. */
  scikitLearn: string | null;
  /** One sentence for people. */
  about: string;
  default: unknown;
  /** Any of these. */
  values: readonly Values[];
};

export type Parameters<Names extends string> = Record<Names, Parameter>;

/** The value that each parameter has where it is not given. */
export function defaultsOf<All>(table: Parameters<keyof All & string>): All {
  return Object.fromEntries(
    Object.entries<Parameter>(table).map(([name, parameter]) => [name, parameter.default]),
  ) as All;
}

/**
 * The defaults with what was given. Throws UserError `invalid-parameter` that names the parameter. `learner` stands in
 * the message: `a random forest`.
 */
export function checkedParameters<All extends object>(
  learner: string,
  table: Parameters<keyof All & string>,
  given: Partial<All>,
): All {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(table, name)) {
      throw new UserError(`${learner} has no parameter "${name}"`, {
        code: 'invalid-parameter',
        hint: `It has: ${Object.keys(table).join(', ')}`,
        details: { parameter: name },
      });
    }
    const { values } = table[name as keyof All & string];
    if (values.some(each => holds(each, value))) continue;
    throw new UserError(`"${name}" of ${learner} cannot be ${JSON.stringify(value) ?? String(value)}`, {
      code: 'invalid-parameter',
      hint: `It takes ${describeValues(values)}`,
      details: { parameter: name },
    });
  }
  return { ...defaultsOf<All>(table), ...given };
}

function holds(values: Values, value: unknown): boolean {
  switch (values.type) {
    case 'whole':
      return Number.isInteger(value) && inRange(values, value as number);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) && inRange(values, value);
    case 'choice':
      return values.of.includes(value as string);
    default:
      return (
        typeof value === 'object' &&
        value !== null &&
        Object.values(value).every(weight => Number.isFinite(weight) && weight > 0)
      );
  }
}

function inRange(values: { least?: number; above?: number; most?: number }, value: number): boolean {
  return (
    value >= (values.least ?? Number.NEGATIVE_INFINITY) &&
    value > (values.above ?? Number.NEGATIVE_INFINITY) &&
    value <= (values.most ?? Number.POSITIVE_INFINITY)
  );
}

/** `a whole number from 1, or null` */
export function describeValues(values: readonly Values[]): string {
  return values.map(describe).join(', or ');
}

function describe(values: Values): string {
  if (values.type === 'choice') return values.of.map(String).join(', ');
  if (values.type === 'weights') return 'a number above 0 for each class';
  const { least, most } = values;
  const above = values.type === 'number' ? values.above : undefined;
  const from = above !== undefined ? ` above ${above}` : least !== undefined ? ` from ${least}` : '';
  const name = values.type === 'whole' ? 'a whole number' : 'a number';
  return `${name}${from}${most === undefined ? '' : ` to ${most}`}`;
}
