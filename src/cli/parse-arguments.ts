// From words to a command, its positionals and options. yargs takes the words apart; what it found is checked against
// the table, so that every complaint names the near word.

import { Parser } from 'yargs/helpers';
import type { Arguments } from '../commands/command.ts';
import { type CommandSpec, commonOptions, type OptionSpec, usage, usageLine } from '../commands/specs.ts';
import type { UserError } from '../errors.ts';
import { nearName } from '../project/near-name.ts';

const SHORT = { help: ['h'], quiet: ['q'], yes: ['y'] };

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
export function parseArguments(spec: CommandSpec, words: readonly string[]): Arguments {
  const specs = [...spec.options, ...commonOptions];
  const namesOf = (wanted: (option: OptionSpec) => unknown) => specs.filter(wanted).map(({ name }) => name);
  const { _: positionals, ...parsed } = Parser(
    withDashes(
      words,
      namesOf(({ value }) => value),
    ),
    {
      boolean: namesOf(({ value }) => !value),
      string: namesOf(({ value }) => value),
      array: namesOf(({ repeats }) => repeats),
      alias: SHORT,
      configuration: {
        'boolean-negation': false,
        'camel-case-expansion': false,
        'dot-notation': false,
        'greedy-arrays': false,
        'parse-numbers': false,
        'parse-positional-numbers': false,
        'short-option-groups': false,
        'strip-aliased': true,
      },
    },
  );
  const options: Arguments['options'] = {};
  for (const [key, value] of Object.entries(parsed)) {
    const option = specs.find(({ name }) => name === key);
    if (!option) throw unknownOption(key, spec, specs);
    options[key] = checkOption(option, value, words);
  }
  return { options, positionals: placePositionals(spec, positionals.map(String)) };
}

/** `--data -` as `--data=-`: the parser takes a lone dash, which is standard input, for a positional. */
function withDashes(words: readonly string[], names: readonly string[]): string[] {
  const end = optionWords(words).length;
  const isDash = (at: number) =>
    at < end && words[at] === '-' && names.some(name => words[at - 1] === `--${name}`);
  return words.flatMap((word, at) => (isDash(at) ? [] : isDash(at + 1) ? [`${word}=-`] : [word]));
}

/** The words before `--`: the only ones that can be options. */
export function optionWords(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  return end === -1 ? words : words.slice(0, end);
}

function unknownOption(key: string, spec: CommandSpec, specs: readonly OptionSpec[]): UserError {
  // Of one letter every other is a near one.
  const candidates = specs.map(({ name }) => name).filter(name => name.length > 1);
  const near = key.length > 1 ? nearName(key, candidates) : null;
  return usage(
    `${spec.name} has no option ${dashed(key)}`,
    near ? `did you mean --${near}?` : `git-model help ${spec.name}`,
  );
}

function checkOption(
  option: OptionSpec,
  value: unknown,
  words: readonly string[],
): string | boolean | string[] {
  const written = dashed(option.name);
  if (!option.value) return checkSwitch(option, value, words);
  const texts = (Array.isArray(value) ? value : [value]).map(String);
  if (texts.length > 1 && !option.repeats) {
    throw usage(`${written} is given more than once`, `give ${written} once`);
  }
  const optional = option.value.startsWith('[');
  if ((texts.length === 0 || texts.includes('')) && !optional && !words.includes(`${written}=`)) {
    throw usage(
      `${written} needs a value`,
      `${written} <${option.value}>; one that begins with a dash is written ${written}=-…`,
    );
  }
  for (const text of texts) requireChoice(written, option.choices, text);
  return option.repeats ? texts : texts[0];
}

/** Anything but true or false after `=` would be read as no: `--dry-run=yes` must not do what it was to show. */
function checkSwitch({ name }: OptionSpec, value: unknown, words: readonly string[]): boolean {
  const assigned = optionWords(words).find(word => word.startsWith(`--${name}=`));
  const text = assigned?.slice(name.length + 3);
  if (text !== undefined && text !== 'true' && text !== 'false') {
    throw usage(`--${name} takes no value, and "${text}" is one`, `--${name}`);
  }
  return Array.isArray(value) ? value.at(-1) === true : value === true;
}

function requireChoice(what: string, choices: readonly string[] | undefined, text: string): void {
  if (choices === undefined || choices.includes(text)) return;
  const near = nearName(text, choices);
  throw usage(
    `${what} cannot be "${text}"`,
    near ? `did you mean "${near}"?` : `possible: ${choices.join(', ')}`,
  );
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

function placePositionals(spec: CommandSpec, words: readonly string[]): Arguments['positionals'] {
  const placed: Arguments['positionals'] = {};
  const left = [...words];
  for (const positional of spec.positionals) {
    if (left.length > 0 && !positional.repeats)
      requireChoice(`<${positional.name}>`, positional.choices, left[0]);
    if (positional.repeats) placed[positional.name] = left.splice(0);
    else if (left.length > 0) placed[positional.name] = left.shift();
    else if (positional.required)
      throw usage(`${spec.name} needs <${positional.name}>: ${positional.summary}`, usageLine(spec));
  }
  if (left.length > 0)
    throw usage(`${spec.name} does not know what to do with "${left[0]}"`, usageLine(spec));
  return placed;
}
