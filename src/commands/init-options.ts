// What `init` is told and can check before anything is read.

import type { Separator } from '../data/csv/separator.ts';
import { shownValue } from '../data/place.ts';
import { UserError } from '../errors.ts';
import type { Configuration } from '../project/schema.ts';
import type { TemplateName } from '../scaffolding/template.ts';
import { valueIn } from '../scaffolding/value-in.ts';
import { type Arguments, listOf, textOf } from './command.ts';

export type InitOptions = {
  /** Undefined: that of the folder. */
  name: string | undefined;
  seed: number;
  template: TemplateName;
  /** `data.files`, where it was said. */
  patterns: string[] | undefined;
  separator: Separator | undefined;
  /** All of `--set`. */
  assignments: string[];
};

/** Throws UserError `usage`. */
export function readOptions(args: Arguments): InitOptions {
  const name = textOf(args.options['name']);
  if (name !== undefined && (/[\u0000-\u001f\u007f]/.test(name) || name.trim() === '')) {
    throw new UserError(`--name: ${shownValue(name)} cannot be the name of a project`, {
      code: 'usage',
      hint: 'a name is one line of text',
    });
  }
  const assignments = listOf(args.options['set']);
  return {
    name,
    seed: readSeed(textOf(args.options['seed'])),
    template: (textOf(args.options['template']) as TemplateName | undefined) ?? 'random-forest',
    patterns: valueIn(assignments, 'data.files') as Configuration['data']['files'] | undefined,
    separator: valueIn(assignments, 'data.separator') as Separator | undefined,
    assignments,
  };
}

function readSeed(text: string | undefined): number {
  if (text === undefined) return 42;
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 32) return Number(text);
  throw new UserError(`--seed: ${shownValue(text)} is not a whole number from 0 to ${2 ** 32 - 1}`, {
    code: 'usage',
    hint: '--seed 42',
  });
}
