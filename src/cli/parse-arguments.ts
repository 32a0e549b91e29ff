// From words to a command, its positionals and options. yargs takes the words apart; what it found is checked against
// the table, so that every complaint names the near word.

import yargs from 'yargs';
import type { Arguments } from '../commands/command.ts';
import { type CommandSpec, commonOptions, type OptionSpec, usage, usageLine } from '../commands/specs.ts';
import type { UserError } from '../errors.ts';
import { nearName } from '../project/near-name.ts';

export type Call = { spec: CommandSpec; directory: string | null; args: Arguments };

/** Splits `[-C <dir>]… <command> <rest>`; the command is null where there is none. */
export function splitCommand(words: readonly string[]): {
  directory: string[];
  name: string | null;
  rest: string[];
} {
  const directory: string[] = [];
  let at = 0;
  while (words[at] === '-C' || words[at]?.startsWith('-C')) {
    const glued = words[at].slice(2);
    if (glued === '' && words[at + 1] === undefined) throw usage('-C needs a folder', '-C <folder>');
    directory.push(glued === '' ? words[at + 1] : glued);
    at += glued === '' ? 2 : 1;
  }
  return { directory, name: words[at] ?? null, rest: words.slice(at + 1) };
}

/** Throws UserError `usage` for a word that the command does not know or lacks. */
export async function parseArguments(spec: CommandSpec, words: readonly string[]): Promise<Arguments> {
  const specs = [...spec.options, ...commonOptions];
  const parser = yargs([...words])
    .scriptName('git-model')
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail(false)
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'dot-notation': false,
      'camel-case-expansion': false,
      'boolean-negation': false,
      'greedy-arrays': false,
      'short-option-groups': false,
      'populate--': false,
    });
  for (const option of specs) {
    parser.option(option.name, {
      [option.value ? 'string' : 'boolean']: true,
      array: option.repeats ?? false,
      requiresArg: false,
    });
  }
  parser.alias('C', []).alias('h', 'help').alias('q', 'quiet').alias('y', 'yes');
  const parsed = (await parser.parseAsync()) as Record<string, unknown> & { _: string[] };

  const options: Arguments['options'] = {};
  for (const [key, value] of Object.entries(parsed)) {
    if (key === '_' || key === '$0' || key === 'h' || key === 'q' || key === 'y' || value === undefined)
      continue;
    const option = specs.find(candidate => candidate.name === key);
    if (!option) throw unknownOption(key, spec, specs);
    options[key] = checkOption(option, value, words);
  }
  return { options, positionals: options['help'] ? {} : placePositionals(spec, parsed._.map(String)) };
}

function unknownOption(key: string, spec: CommandSpec, specs: readonly OptionSpec[]): UserError {
  const near = nearName(
    key,
    specs.map(option => option.name),
  );
  const written = key.length === 1 ? `-${key}` : `--${key}`;
  return usage(
    `${spec.name} has no option ${written}`,
    near ? `did you mean --${near}?` : `git-model help ${spec.name}`,
  );
}

function checkOption(
  option: OptionSpec,
  value: unknown,
  words: readonly string[],
): string | boolean | string[] {
  const written = option.name.length === 1 ? `-${option.name}` : `--${option.name}`;
  if (!option.value) return Array.isArray(value) ? value.at(-1) === true : value === true;
  if (option.repeats) return (value as unknown[]).map(String);
  if (Array.isArray(value)) throw usage(`${written} is given more than once`, `give ${written} once`);
  const text = String(value);
  const optional = option.value.startsWith('[');
  if (text === '' && !optional && !words.includes(`${written}=`)) {
    throw usage(`${written} needs a value`, `${written} <${option.value}>`);
  }
  if (option.choices && !option.choices.includes(text)) {
    const near = nearName(text, option.choices);
    throw usage(
      `${written} cannot be "${text}"`,
      near ? `did you mean "${near}"?` : `possible: ${option.choices.join(', ')}`,
    );
  }
  return text;
}

function placePositionals(spec: CommandSpec, words: readonly string[]): Arguments['positionals'] {
  const placed: Arguments['positionals'] = {};
  const left = [...words];
  for (const positional of spec.positionals) {
    if (positional.repeats) placed[positional.name] = left.splice(0);
    else if (left.length > 0) placed[positional.name] = left.shift();
    else if (positional.required)
      throw usage(`${spec.name} needs <${positional.name}>: ${positional.summary}`, usageLine(spec));
  }
  if (left.length > 0)
    throw usage(`${spec.name} does not know what to do with "${left[0]}"`, usageLine(spec));
  return placed;
}
