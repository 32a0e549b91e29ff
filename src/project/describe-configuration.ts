// Every key of mv.yaml in words, from the schema itself.

import { toJSONSchema } from 'zod/v4/core';
import { CALENDAR_PARTS } from '../features/calendar.ts';
import { configurationSchema } from './schema.ts';

type Node = {
  type?: string | string[];
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Node>;
  anyOf?: Node[];
  oneOf?: Node[];
  items?: Node;
};

/** `model.trees = 100   How many trees …`, a line a key, in the order of the file. */
export function describeConfiguration(): string {
  const root = toJSONSchema(configurationSchema, { io: 'input' }) as Node;
  const lines: [string, string][] = [];
  const visit = (node: Node, path: string) => {
    for (const [name, child] of Object.entries(node.properties ?? {})) {
      const key = path === '' ? name : `${path}.${name}`;
      const inner = child.properties ? [child] : (child.oneOf ?? []);
      if (inner.some(option => option.properties)) for (const option of inner) visit(option, key);
      else if (child.const === undefined) lines.push([`${key}${defaultOf(child)}`, describe(child)]);
      else lines.push([`${key}: ${child.const}`, 'This kind has the keys that follow.']);
    }
  };
  visit(root, '');
  const width = Math.max(...lines.map(([key]) => key.length));
  return [
    'Keys of mv.yaml, with what holds where they are not written:',
    '',
    ...lines.map(([key, description]) => `  ${key.padEnd(width)}  ${description}`),
    '',
    'A column is numeric, categorical, or {type: time, format: dd-MM-yyyy, calendar: [month, day_of_week]}.',
    `Parts of a calendar: ${CALENDAR_PARTS.join(', ')}.`,
    'Letters of a format: yyyy yy, MMMM MMM MM M, dd d, HH H, hh h a, mm, ss, SSS, XXX; or iso, unix, unix-ms.',
  ].join('\n');
}

function describe({ description = '', enum: values }: Node): string {
  return values ? `${description} ${values.map(value => JSON.stringify(value)).join(' or ')}.` : description;
}

function defaultOf(node: Node): string {
  return node.default === undefined ? '' : ` = ${JSON.stringify(node.default)}`;
}
