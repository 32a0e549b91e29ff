// What a call means, and what is said of one that means nothing.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { optionWords, parseArguments, splitCommand } from '../../src/cli/parse-arguments.ts';
import { commandNamed, commands } from '../../src/commands/specs.ts';
import { UserError } from '../../src/errors.ts';
import { completionShells } from '../../src/terminal/completion.ts';

const parse = (line: string) => {
  const [name, ...words] = line.split(' ').filter(word => word !== '');
  return parseArguments(commandNamed(name), words);
};

function refused(call: () => unknown): UserError {
  try {
    call();
  } catch (error) {
    if (error instanceof UserError && error.code === 'usage') return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('folders of -C stand before the command, as with git, apart or glued', () => {
  assert.equal(splitCommand(['-C', 'a', '-Cb', 'train', '--force']), {
    directory: ['a', 'b'],
    name: 'train',
    rest: ['--force'],
  });
  assert.equal(splitCommand([]), { directory: [], name: null, rest: [] });
  assert.match(refused(() => splitCommand(['-C'])).message, 'needs a folder');
});

test('positionals and options are found in any order', () => {
  assert.equal(parse('promote --dry-run feature-x --as release/2 prod -C shop'), {
    positionals: { branch: 'feature-x', environment: 'prod' },
    options: { 'dry-run': true, as: 'release/2', C: 'shop' },
  });
});

test('what may repeat is a list, in the order of the words', () => {
  const { options, positionals } = parse('compare b a --metric mae c');
  assert.equal(positionals['branch'], ['b', 'a', 'c']);
  assert.is(options['metric'], 'mae');
  assert.equal(parse('experiment x --set a=1 --set b=2=3').options['set'], ['a=1', 'b=2=3']);
});

test('values are text as it was typed: no number, no list, no nested key is made of them', () => {
  const { options, positionals } = parse('experiment 0012 --from 1e3 --set model.trees=010');
  assert.is(positionals['name'], '0012');
  assert.is(options['from'], '1e3');
  assert.equal(options['set'], ['model.trees=010']);
});

test('a value that may be left out may be left out', () => {
  assert.is(parse('experiment x --worktree').options['worktree'], '');
  assert.is(parse('experiment x --worktree=../y').options['worktree'], '../y');
});

test('a lone dash is a value, standard input, and stays a positional where no option waits for one', () => {
  assert.is(parse('monitor prod --data -').options['data'], '-');
  assert.is(parse('monitor --data=- prod').positionals['branch'], 'prod');
  assert.is(parse('predict prod - --output x').positionals['csv'], '-');
  assert.is(parse('predict --intervals prod -').positionals['csv'], '-');
});

test('after -- every word is a positional', () => {
  assert.equal(parseArguments(commandNamed('experiment'), ['--', '--json']), {
    positionals: { name: '--json' },
    options: {},
  });
  assert.equal(optionWords(['--json', '--', '--help']), ['--json']);
});

test('an unknown option is refused, and a near one named', () => {
  const error = refused(() => parse('compare --markdwon'));
  assert.is(error.message, 'compare has no option --markdwon');
  assert.is(error.hint, 'did you mean --markdown?');
  assert.is(refused(() => parse('status -z')).hint, 'git-model help status');
  assert.match(refused(() => parse('status --no-json')).message, 'no option --no-json');
});

test("options of the parser's own are none of ours", () => {
  for (const word of ['--get-yargs-completions', '--version', '--__proto__=1', '--constructor.x=1']) {
    assert.match(refused(() => parse(`status ${word}`)).message, 'status has no option');
  }
  refused(() => parse('status --_'));
});

test('a missing positional is named with what it stands for', () => {
  const error = refused(() => parse('promote feature-x'));
  assert.is(error.message, 'promote needs <environment>: where it goes');
  assert.is(error.hint, 'git-model promote <branch> <environment> [options]');
});

test('a word too many is refused', () => {
  assert.match(refused(() => parse('status prod')).message, 'does not know what to do with "prod"');
  assert.match(refused(() => parse('rollback prod staging')).message, '"staging"');
});

test('an option that takes one value takes it once, and not nothing', () => {
  assert.match(refused(() => parse('train --message a --message b')).message, 'more than once');
  assert.match(refused(() => parse('compare --metric')).message, '--metric needs a value');
  assert.match(refused(() => parse('compare --metric --json')).message, '--metric needs a value');
  assert.match(refused(() => parse('status -C')).message, '-C needs a value');
});

test('a switch takes no value: --dry-run=yes must not do what it was to show', () => {
  assert.match(refused(() => parse('promote a prod --dry-run=yes')).message, '--dry-run takes no value');
  assert.is(parse('promote a prod --dry-run=true').options['dry-run'], true);
  assert.is(parse('promote a prod --dry-run --dry-run').options['dry-run'], true);
});

test('letters stand for their options', () => {
  assert.equal(parse('status -q -y').options, { quiet: true, yes: true });
});

test('of a few values the near one is named', () => {
  assert.is(refused(() => parse('completion bsh')).hint, 'did you mean "bash"?');
  assert.match(refused(() => parse('init a --task classify')).message, '--task cannot be "classify"');
});

test('a command that is near is named, and every command is listed where none is', () => {
  assert.is(refused(() => commandNamed('comapre')).hint, 'did you mean "compare"?');
  assert.match(refused(() => commandNamed('frobnicate')).hint ?? '', 'init, experiment');
  assert.match(refused(() => commandNamed('--json')).message, 'a command is expected before --json');
});

test('the shells of the table are those that there is a script for', () => {
  const [shell] = commands.find(({ name }) => name === 'completion')!.positionals;
  assert.equal(shell.choices, completionShells);
});

test.run();
