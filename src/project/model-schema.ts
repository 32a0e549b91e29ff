// The keys under "model" of mv.yaml, from the learners' own tables.

import * as z from 'zod/mini';
import { parameterTables } from '../models/parameter-tables.ts';
import type { Parameter, Values } from '../models/parameters.ts';

const MOST = 2 ** 32 - 1;

/** What the section holds; what else depends on the kind. */
type Model = { kind: string; [parameter: string]: unknown };

/** One shape a kind; which of them holds is said by `kind`. */
export function modelSchema(): z.ZodMiniType<Model, Model> {
  const [first, ...others] = Object.entries(parameterTables).map(([kind, table]) =>
    z.strictObject({
      kind: z.literal(kind),
      ...Object.fromEntries(Object.entries(table).map(([name, parameter]) => [name, schemaOf(parameter)])),
    }),
  );
  return z.discriminatedUnion('kind', [first, ...others]) as unknown as z.ZodMiniType<Model, Model>;
}

function schemaOf({ about, scikitLearn, default: value, values }: Parameter): z.ZodMiniType {
  const says = scikitLearn === null ? about : `${about.slice(0, -1)} (scikit-learn: ${scikitLearn}).`;
  const takesNull = values.some(each => each.type === 'choice' && each.of.includes(null));
  const shapes = values.flatMap(shapesOf);
  const either = shapes.length === 1 ? shapes[0] : z.union(shapes as [z.ZodMiniType, z.ZodMiniType]);
  const shape = (takesNull ? z.nullable(either) : either).check(z.describe(says));
  return z._default(shape as z.ZodMiniType<unknown>, value as never);
}

function shapesOf(values: Values): z.ZodMiniType[] {
  if (values.type === 'whole')
    return [z.int().check(z.minimum(values.least), z.maximum(values.most ?? MOST))];
  if (values.type === 'number') {
    const checks = [
      ...(values.least === undefined ? [] : [z.minimum(values.least)]),
      ...(values.above === undefined ? [] : [z.gt(values.above)]),
      ...(values.most === undefined ? [] : [z.maximum(values.most)]),
    ];
    return [z.number().check(...checks)];
  }
  if (values.type === 'weights') return [z.record(z.string(), z.number().check(z.gt(0)))];
  const texts = values.of.filter(each => typeof each === 'string');
  return [
    ...(texts.length > 0 ? [z.enum(texts as [string, ...string[]])] : []),
    ...(values.of.includes(true) ? [z.boolean()] : []),
  ];
}
