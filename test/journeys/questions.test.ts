// What init asks, where somebody sits at a terminal.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { Sandbox, salesCsv, testEnvironment } from '../support/project.ts';
import { hasTerminal, runAtTerminal, type Turn } from './questions-terminal.ts';

const BINARY = fileURLToPath(new URL('../../bin/git-model.js', import.meta.url));
const ENTER = '\r';
const DOWN = '\u001b[B';
const CTRL_C = '\u0003';
const ESCAPE = '\u001b';

const atTerminal = hasTerminal ? test : test.skip;

async function sandboxWith(files: Record<string, string>) {
  const sandbox = await Sandbox.make();
  for (const [name, text] of Object.entries(files)) await writeFile(sandbox.path(name), text);
  const init = (args: readonly string[], turns: readonly Turn[]) =>
    runAtTerminal([process.execPath, BINARY, 'init', 'shop', '--set', 'model.trees=1', ...args], {
      directory: sandbox.root,
      environment: testEnvironment(sandbox.home, { LANG: 'C.UTF-8' }),
      turns,
    });
  const configuration = async () => parse(await readFile(sandbox.path('shop/mv.yaml'), 'utf8'));
  return { sandbox, init, configuration };
}

/** Dates that may be read two ways; a number that counts the rows. */
const AMBIGUOUS = `when,n,sales\n${Array.from({ length: 60 }, (_, i) => `0${(i % 9) + 1}/0${(i % 5) + 1}/2024,${i},${(i * 7) % 31}`).join('\n')}\n`;

atTerminal(
  'everything that is missing is asked: data, target, which date, which time, what to leave out',
  async () => {
    const { sandbox, init, configuration } = await sandboxWith({ 'rows.csv': AMBIGUOUS });
    const { exitCode, shown } = await init(
      [],
      [
        ['Where are the rows?', `rows.csv${ENTER}`],
        ['Which column is to be predicted?', ENTER],
        ['which day is "06/01/2024"?', DOWN + ENTER],
        ['Which column says when a row came?', ENTER],
        ['Leave out "n"?', ENTER],
      ],
    );
    assert.is(exitCode, 0, shown);
    assert.match(shown, '01 Jun 2024   (MM/dd/yyyy)');
    const { problem, features } = await configuration();
    assert.equal(problem, { task: 'regression', target: 'sales', time: 'when' });
    assert.is(features.columns.when.format, 'MM/dd/yyyy');
    assert.equal(features.exclude, ['n']);
    await sandbox.remove();
  },
);

atTerminal('what was said on the command line is not asked; a no is a no', async () => {
  const { sandbox, init, configuration } = await sandboxWith({
    'sales.csv': salesCsv(),
    'rows.csv': AMBIGUOUS,
  });
  const args = ['--data', 'rows.csv', '--target', 'sales', '--time-format', 'dd/MM/yyyy'];
  const { exitCode, shown } = await init(args, [
    ['Which column says when a row came?', DOWN + ENTER],
    ['Leave out "n"?', 'n'],
  ]);
  assert.is(exitCode, 0, shown);
  for (const asked of ['Where are the rows', 'to be predicted', 'which day']) assert.not.match(shown, asked);
  const { problem, features } = await configuration();
  assert.is(problem.time, undefined);
  assert.equal(features.exclude, []);
  await sandbox.remove();
});

atTerminal('Ctrl-C and Escape at any question end it, and nothing is left', async () => {
  const { sandbox, init } = await sandboxWith({ 'rows.csv': AMBIGUOUS });
  const sessions: [readonly string[], readonly Turn[]][] = [
    [[], [['Where are the rows?', ESCAPE]]],
    [['--data', 'rows.csv'], [['to be predicted', CTRL_C]]],
    [['--data', 'rows.csv', '--target', 'sales'], [['which day', CTRL_C]]],
    [
      ['--data', 'rows.csv', '--target', 'sales', '--time-format', 'dd/MM/yyyy', '--time', 'when'],
      [['Leave out', CTRL_C]],
    ],
  ];
  for (const [args, turns] of sessions) {
    const { exitCode, shown } = await init(args, turns);
    assert.is(exitCode, 2, shown);
    assert.match(shown, 'cancelled; nothing was changed');
    assert.equal((await readdir(sandbox.root)).sort(), ['home', 'rows.csv']);
  }
  await sandbox.remove();
});

atTerminal('Ctrl-C while it works ends it as the signal would, and nothing is left', async () => {
  const { sandbox, init } = await sandboxWith({ 'sales.csv': salesCsv(2000) });
  const args = ['--data', 'sales.csv', '--target', 'sales', '--time', 'day', '--set', 'model.trees=20000'];
  const { exitCode, shown } = await init(args, [['fit', CTRL_C]]);
  assert.is(exitCode, -2, shown);
  assert.equal((await readdir(sandbox.root)).sort(), ['home', 'sales.csv']);
  await sandbox.remove();
});

atTerminal('--yes follows advice without asking, and makes no choice for anybody', async () => {
  const { sandbox, init, configuration } = await sandboxWith({ 'rows.csv': AMBIGUOUS });
  const unsaid = await init(['--data', 'rows.csv', '--yes'], []);
  assert.is(unsaid.exitCode, 2);
  assert.match(unsaid.shown, '--target is needed');
  const ambiguous = await init(['--data', 'rows.csv', '--yes', '--target', 'sales'], []);
  assert.is(ambiguous.exitCode, 2);
  assert.match(ambiguous.shown, "--time-format 'dd/MM/yyyy'");
  const said = await init(
    ['--data', 'rows.csv', '--yes', '--target', 'sales', '--time-format', 'iso', '--time', 'n'],
    [],
  );
  assert.is(said.exitCode, 2);
  const done = await init(
    ['--data', 'rows.csv', '--yes', '--target', 'sales', '--time-format', 'dd/MM/yyyy'],
    [],
  );
  assert.is(done.exitCode, 0, done.shown);
  assert.equal((await configuration()).features.exclude, ['n']);
  await sandbox.remove();
});

atTerminal('names of columns cannot act on the terminal that shows them', async () => {
  const { sandbox, init } = await sandboxWith({
    'rows.csv': AMBIGUOUS.replace('n,', '\u001b]0;title\u0007,'),
  });
  const { shown } = await init(['--data', 'rows.csv'], [['to be predicted', CTRL_C]]);
  assert.not.match(shown, '\u001b]0;');
  assert.match(shown, '\\x1b]0;title\\x07');
  await sandbox.remove();
});

test('without a terminal nothing is asked', async () => {
  const sandbox = await Sandbox.make();
  await writeFile(sandbox.path('rows.csv'), AMBIGUOUS);
  const ran = await sandbox.mv(['init', 'shop', '--data', 'rows.csv'], { input: 'sales\n' });
  assert.is(ran.exitCode, 2);
  assert.match(ran.stderr, '--target is needed');
  await sandbox.remove();
});

test.run();
