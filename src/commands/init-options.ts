// What `init` is told and can check before anything is read.

import type { Separator } from '../data/csv/separator.ts';
import { shownValue } from '../data/place.ts';
import { UserError } from '../errors.ts';
import type { Configuration } from '../project/schema.ts';
import { AUTOMATIONS, type Automation } from '../scaffolding/automation.ts';
import type { TemplateName } from '../scaffolding/template.ts';
import { valueIn } from '../scaffolding/value-in.ts';
import { type Arguments, listOf, textOf } from './command.ts';
import { usage } from './specs.ts';

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
  automations: Automation[];
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
    automations: readAutomations(args),
  };
}

/** Of `--automation`, in the order of the table, each once. Throws UserError `usage`. */
export function readAutomations(args: Arguments): Automation[] {
  const words = (textOf(args.options['automation']) ?? '').split(',').map(word => word.trim());
  const unknown = words.find(word => word !== '' && !AUTOMATIONS.some(name => name === word));
  if (unknown !== undefined || (args.options['automation'] !== undefined && words.join('') === '')) {
    throw usage(
      `--automation cannot be ${shownValue(unknown ?? '')}`,
      `possible, with commas between: ${AUTOMATIONS.join(', ')}`,
    );
  }
  return AUTOMATIONS.filter(name => words.includes(name));
}

/** Options that say what a new project is like: with none of them `--automation` speaks of one that is there. */
const ONLY_OF_NEW = [
  'data',
  'target',
  'time',
  'time-format',
  'task',
  'exclude',
  'template',
  'name',
  'seed',
  'set',
];

export function asksForFilesAlone({ options }: Arguments): boolean {
  return options['automation'] !== undefined && ONLY_OF_NEW.every(name => listOf(options[name]).length === 0);
}

function readSeed(text: string | undefined): number {
  if (text === undefined) return 42;
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 32) return Number(text);
  throw new UserError(`--seed: ${shownValue(text)} is not a whole number from 0 to ${2 ** 32 - 1}`, {
    code: 'usage',
    hint: '--seed 42',
  });
}
