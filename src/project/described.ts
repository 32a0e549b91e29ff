import * as z from 'zod/mini';

/**
 * The schema itself, with a sentence for the JSON Schema of mv.yaml. `schema.check(z.describe(…))` would copy it, and ask
 * the copy at every value: a third of what setting up all schemas takes, in every command that reads mv.yaml.
 *
 * @example described(z.int(), 'Rows.')
 */
export function described<T extends z.ZodMiniType>(schema: T, description: string): T {
  z.globalRegistry.add(schema, { description });
  return schema;
}
