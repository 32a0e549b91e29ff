// The schema of mv.yaml for editors: completion, hover texts and red lines while typing.

import { toJSONSchema } from 'zod/v4/core';
import { configurationSchema } from './schema.ts';

/** JSON Schema (draft 2020-12), as text. Keys with a default need not be written. */
export function jsonSchema(): string {
  const schema = toJSONSchema(configurationSchema, { io: 'input' });
  return `${JSON.stringify({ title: 'mv.yaml of git-model', ...schema }, null, 2)}\n`;
}
