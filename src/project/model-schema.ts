// The keys under "model" of mv.yaml, from the learners' own tables.

import * as z from 'zod/mini';
import { type OwnKind, parameterTables } from '../models/parameter-tables.ts';
import type { Parameter, Values } from '../models/parameters.ts';
import { described } from './described.ts';

const MOST = 2 ** 32 - 1;

/** What the section holds; what else depends on the kind. */
type Model = { kind: OwnKind; [parameter: string]: unknown } | z.infer<typeof pythonShape>;

const scalar = [z.string(), z.number(), z.boolean(), z.null()] as const;

/** A model that the branch's own code makes: what its class is made with is the code's affair. */
const pythonShape = z.strictObject({
  kind: z.literal('python'),
  file: z._default(
    described(
      z.string().check(z.minLength(1)),
      'Name of the file in models/ that Model.save writes; its ending says what it is.',
    ),
    'model.skops',
  ),
  parameters: z._default(
    described(
      z.record(z.string(), z.union([...scalar, z.array(z.union(scalar))])),
      'What the class Model of src/model.py is made with, by name of its arguments.',
    ),
    {},
  ),
});

/** One shape a kind; which of them holds is said by `kind`. */
export function modelSchema(): z.ZodMiniType<Model, Model> {
  const [first, ...others] = Object.entries(parameterTables).map(([kind, table]) =>
    z.strictObject({
      kind: z.literal(kind),
      ...Object.fromEntries(Object.entries(table).map(([name, parameter]) => [name, schemaOf(parameter)])),
    }),
  );
  return z.discriminatedUnion('kind', [first, ...others, pythonShape]) as unknown as z.ZodMiniType<
    Model,
    Model
  >;
}

function schemaOf({ about, scikitLearn, default: value, values }: Parameter): z.ZodMiniType {
  const says = scikitLearn === null ? about : `${about.slice(0, -1)} (scikit-learn: ${scikitLearn}).`;
  const takesNull = values.some(each => each.type === 'choice' && each.of.includes(null));
  const shapes = values.flatMap(shapesOf);
  const either = shapes.length === 1 ? shapes[0] : z.union(shapes as [z.ZodMiniType, z.ZodMiniType]);
  const shape = described(takesNull ? z.nullable(either) : either, says);
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
