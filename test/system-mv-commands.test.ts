// Whose call it is: words and files for which `bin/mv` is ours, the system's, or refused.

import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commandNames } from '../src/commands/command-names.ts';
import {
  type Call,
  folder,
  installations,
  nodeFolder,
  ours,
  outcome,
  removeInstallations,
  script,
  systemMv,
} from './support/installed-mv.ts';

test.after(removeInstallations);

/** Who answered: our Node part with these words, a refusal, or the system's mv with exactly its own outcome. */
function answered(bin: string, words: string[], call: Call): string {
  const env = { PATH: `${bin}:${nodeFolder}` };
  const actual = outcome(join(bin, 'mv'), words, { ...call, env });
  if (actual.stdout.startsWith('{"words"')) {
    assert.is(actual.status, 0);
    const seen = JSON.parse(actual.stdout);
    assert.is(seen.as, 'mv');
    return `ours: ${seen.words.join(' ')}`;
  }
  if (actual.status === 2) {
    assert.match(actual.stderr, /^ {2}git model \w+ \.\.\./m);
    assert.match(actual.stderr, /^ {2}mv \.\/\w+ \.\.\./m);
    assert.equal(actual.contents, outcome('/bin/true', [], call).contents, 'a refusal changes nothing');
    return 'refused';
  }
  assert.equal(actual, outcome(systemMv, words, { ...call, env }));
  return 'system';
}

const verdicts: [line: string, present: string[], expected: string][] = [
  // A first word that is a command, and no file of that name.
  ['train', [], 'ours: train'],
  ['promote feature-x prod', ['feature-x', 'prod/'], 'ours: promote feature-x prod'],
  [
    'init bikes --data hour.csv --target cnt --time dteday',
    ['hour.csv'],
    'ours: init bikes --data hour.csv --target cnt --time dteday',
  ],
  ['help train', [], 'ours: help train'],
  ['train -t data', ['data/'], 'system'],
  // A file of that name, in calls that the system's mv could only complain about.
  ['train', ['train'], 'ours: train'],
  ['train --force', ['train'], 'ours: train --force'],
  ['train -v', ['train'], 'ours: train -v'],
  ['status --json', ['status/'], 'ours: status --json'],
  ['init bikes --data x', ['init'], 'ours: init bikes --data x'],
  ['init bikes --target cnt', ['init'], 'ours: init bikes --target cnt'],
  ['compare a b --on prod', ['compare'], 'ours: compare a b --on prod'],
  ['train -C elsewhere', ['train'], 'ours: train -C elsewhere'],
  ['train --help', ['train'], 'ours: train --help'],
  // A file of that name, and operands: either could be meant.
  ['experiment feature-x', ['experiment'], 'refused'],
  ['promote feature-x prod', ['promote', 'feature-x', 'prod/'], 'refused'],
  ['train elsewhere', ['train'], 'refused'],
  ['train -- elsewhere', ['train'], 'refused'],
  ['train --force elsewhere', ['train'], 'refused'],
  ['history old/', ['history/', 'old/'], 'refused'],
  // Words that only the system's mv knows.
  ['train -v elsewhere', ['train'], 'system'],
  ['train elsewhere -f', ['train'], 'system'],
  ['train -t data', ['train', 'data/'], 'system'],
  ['train --target-directory=data', ['train', 'data/'], 'system'],
  ['train -T elsewhere', ['train'], 'system'],
  ['train elsewhere --backup=numbered', ['train', 'elsewhere'], 'system'],
  // An alias put -i and its like in front: the system's wherever it could act.
  ['-i train', [], 'ours: train'],
  ['-i train', ['train'], 'ours: train'],
  ['-iv train --json', ['train'], 'ours: train --json'],
  ['-i -v promote feature-x prod', ['prod/'], 'ours: promote feature-x prod'],
  [
    '-f experiment feature-x --set model.trees=200',
    ['experiment'],
    'ours: experiment feature-x --set model.trees=200',
  ],
  ['-n status', ['status'], 'ours: status'],
  ['-i train elsewhere', ['train'], 'system'],
  ['-f status status.old', ['status', 'status.old'], 'system'],
  ['-v history old', ['history/', 'old/'], 'system'],
  ['-i train -t data', ['train', 'data/'], 'system'],
  ['-i promote feature-x prod', ['feature-x', 'prod/'], 'refused'],
  ['-u train', [], 'system'],
  ['-i -- train', [], 'system'],
  ['-ix train', [], 'system'],
  ['- train', ['-'], 'system'],
];

for (const { shell, bin } of installations)
  test(`under ${shell}, whose a call is follows from its words and the files here`, () => {
    for (const [line, present, expected] of verdicts) {
      const entries = Object.fromEntries(present.map(name => [name, name.endsWith('/') ? null : name]));
      const note = `mv ${line}, with ${present.join(', ') || 'no file'}`;
      assert.is(answered(bin, line.split(' '), { entries }), expected, note);
    }
  });

test('a dangling link of that name is a file that could be moved', () => {
  assert.is(answered(ours, ['train', 'elsewhere'], { entries: { train: { link: 'nowhere' } } }), 'refused');
});

test('words reach the command unchanged', () => {
  const words = ['train', '--message', 'it\'s\n"$(touch owned)" \\ * ~ $HOME', '', 'naïve 日本', '-i'];
  for (const { bin } of installations) assert.is(answered(bin, words, {}), `ours: ${words.join(' ')}`);
});

test('the package is found through links, folders with strange names and a relative PATH', () => {
  const strange = join(folder(' -strange\n$(touch owned) '), 'it\'s "here"');
  fs.mkdirSync(strange);
  fs.symlinkSync(join(ours, 'mv'), join(strange, 'absolute'));
  fs.symlinkSync('absolute', join(strange, 'mv'));
  assert.is(answered(strange, ['status'], {}), 'ours: status');

  const run = (cwd: string, command: string, PATH: string) =>
    spawnSync('/bin/sh', ['-c', command], { cwd, encoding: 'utf8', env: { PATH, CDPATH: '/:/tmp' } }).stdout;
  assert.match(run(dirname(ours), 'mv status', `bin:${nodeFolder}`), '"status"');
  assert.match(run(ours, 'mv status', `:${nodeFolder}`), '"status"');
  assert.match(
    run(join(ours, '../lib/node_modules/git-model/bin'), 'sh mv status', `${nodeFolder}:/bin`),
    '"status"',
  );
});

test('without Node a command of ours says what is missing, with exit 127', () => {
  for (const { bin } of installations) {
    const { status, stdout, stderr } = outcome(join(bin, 'mv'), ['train'], { env: { PATH: bin } });
    assert.is(status, 127);
    assert.is(stdout, '');
    assert.match(stderr, /^mv: train is a command of git-model and needs Node\.js/);
  }
});

test('the one line of the script names the very commands that the program has', () => {
  const line = fs.readFileSync(script, 'utf8').match(/^ +(init \|.*)\) return 0 ;;$/m);
  assert.equal(line?.[1].split(' | '), [...commandNames]);
});

test('the script is one that may be run', () => {
  assert.is(fs.statSync(script).mode & 0o111, 0o111);
});

test.run();
