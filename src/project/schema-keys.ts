// Which keys the schema knows at a place: for "did you mean", for `--set`, for the help on mv.yaml.

import type * as z from 'zod/mini';
import { configurationSchema } from './schema.ts';

type Definition = {
  type: string;
  shape?: Record<string, z.core.$ZodType>;
  innerType?: z.core.$ZodType;
  options?: z.core.$ZodType[];
  valueType?: z.core.$ZodType;
  element?: z.core.$ZodType;
  values?: unknown[];
};

const definitionOf = (schema: z.core.$ZodType) => schema._zod.def as unknown as Definition;

/** The keys that are possible at `path`; where the shape depends on a `kind`, `value` (the whole document) decides. */
export function keysAt(path: readonly PropertyKey[], value: unknown): string[] {
  const objects = objectsAt(path, value);
  return [...new Set(objects.flatMap(object => Object.keys(definitionOf(object).shape ?? {})))];
}

function objectsAt(path: readonly PropertyKey[], value: unknown): z.core.$ZodType[] {
  let schemas: z.core.$ZodType[] = [configurationSchema];
  let inner = value as Record<PropertyKey, unknown> | null | undefined;
  for (const key of path) {
    schemas = schemas.flatMap(schema => objectsIn(schema, inner)).flatMap(object => childOf(object, key));
    inner = inner?.[key] as typeof inner;
  }
  return schemas.flatMap(schema => objectsIn(schema, inner));
}

/** Whether the keys at `path` are for a person to choose: those of `model.parameters` are the arguments of a class. */
export function takesAnyKey(path: readonly PropertyKey[], value: unknown): boolean {
  return objectsAt(path, value).some(object => definitionOf(object).type === 'record');
}

function childOf(object: z.core.$ZodType, key: PropertyKey): z.core.$ZodType[] {
  const { shape, valueType, element } = definitionOf(object);
  const child = shape?.[String(key)] ?? valueType ?? element;
  return child ? [child] : [];
}

/** Objects, records and lists behind defaults, optionals and unions; of a union, only those whose `kind` fits. */
function objectsIn(
  schema: z.core.$ZodType,
  value: Record<PropertyKey, unknown> | null | undefined,
): z.core.$ZodType[] {
  const { type, innerType, options, shape } = definitionOf(schema);
  if (innerType) return objectsIn(innerType, value);
  if (options) return options.flatMap(option => objectsIn(option, value));
  if (type !== 'object' && type !== 'record' && type !== 'array') return [];
  const kind = shape?.['kind'] && definitionOf(shape['kind']).values?.[0];
  return kind !== undefined && value?.['kind'] !== undefined && value['kind'] !== kind ? [] : [schema];
}
