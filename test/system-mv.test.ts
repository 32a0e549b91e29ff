// `bin/mv` beside the system's mv: the same folder, the same words, the same everything.

import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  assertSame,
  type Call,
  contents,
  files,
  fill,
  folder,
  install,
  installations,
  links,
  ours,
  outcome,
  removeInstallations,
  systemMv,
} from './support/installed-mv.ts';

test.after(removeInstallations);

const calls: [words: string[], call?: Call][] = [
  [[]],
  [['']],
  [['', '']],
  [['--version']],
  [['--help']],
  [['-i']],
  [['-']],
  [['--']],
  [['a']],
  [['a', 'new']],
  [['a', 'b']],
  [['-f', 'a', 'b']],
  [['-n', 'a', 'b']],
  [['-v', 'a', 'b']],
  [['-iv', 'a', 'b'], { input: 'y\n' }],
  [['-i', 'a', 'b'], { input: 'n\n' }],
  [['-i', 'a', 'b']],
  [['c.csv', 'd.csv', 'data/']],
  [['c.csv', 'd.csv', 'nowhere/']],
  [['-t', 'data', 'a', 'b']],
  [['--target-directory=data', 'a']],
  [['-T', 'a', 'data']],
  [['-b', 'a', 'b']],
  [['--suffix=.old', '-b', 'a', 'b']],
  [['-u', 'a', 'b']],
  [['a', '-v', 'b']],
  [['a', '-v', 'b'], { env: { POSIXLY_CORRECT: '1' } }],
  [['--', 'a', '-v']],
  [['--', 'train', 'b'], { entries: { train: 'T' } }],
  [['./train', 'b'], { entries: { train: 'T' } }],
  [['missing', 'b']],
  [['data', 'data/inside']],
  [['a', 'a']],
  [['dangling', 'b']],
  [['--no-such-option', 'a', 'b']],
  [['-x', 'a', 'b']],
  [['*', 'b']],
  [['*', 'b'], { entries: { '*': 'star' } }],
  [['$(touch owned)', '`touch owned`'], { entries: { '$(touch owned)': 'x' } }],
  [['a b', 'c\td'], { entries: { 'a b': 'x' } }],
  [['a\nb', 'c\n'], { entries: { 'a\nb': 'x' } }],
  [['\\', 'b'], { entries: { '\\': 'x' } }],
  [['(', ')'], { entries: { '(': 'x' } }],
  [['!', '='], { entries: { '!': 'x' } }],
  [['naïve 日本 🚲', 'b'], { entries: { 'naïve 日本 🚲': 'x' } }],
  [['init experiment', 'b'], { entries: { 'init experiment': 'x' } }],
  [['trains', 'b'], { entries: { trains: 'x' } }],
  [['Train', 'b'], { entries: { Train: 'x' } }],
  [['a', 'train']],
  [['data', 'train']],
  [['train\n', 'b'], { entries: { 'train\n': 'x' } }],
  [Array.from({ length: 5_000 }, (_, i) => `missing-${i}`).concat('data')],
];

for (const { shell, bin } of installations) {
  test(`under ${shell}, every call that is not ours is the system's, to the byte, without Node`, () => {
    for (const [words, call = {}] of calls) assertSame(bin, words, { entries: files, ...call }, shell);
  });
}

test('whatever the words, what is no command of ours has the effect of the system mv', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'a',
      'b',
      'data',
      'data/',
      'c.csv',
      'new',
      'dangling',
      '.',
      '..',
      '/',
      '-',
      '--',
      '',
      ' ',
    ),
    fc.constantFrom('-f', '-n', '-v', '-i', '-T', '-b', '-u', '-tdata', '--force', '-fv', '--verbose', '-vZ'),
    fc.string({ unit: 'grapheme', maxLength: 6 }).filter(text => !text.includes('\0')),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), fc.constantFrom('', 'y\n', 'n\n'), (words, input) => {
      // An absolute path would reach outside of the two folders.
      fc.pre(!words.some(text => text.startsWith('/') || text.startsWith('..')));
      assertSame(ours, words, { entries: files, input });
    }),
    { numRuns: 150, seed: 7 },
  );
});

test('surroundings of the caller do not reach the way to the system mv', () => {
  const surroundings: Record<string, string>[] = [
    { IFS: '/: mv', CDPATH: '/', ENV: '/nonexistent' },
    { POSIXLY_CORRECT: '1' },
    { PATH: '' },
    { PATH: `:${ours}:relative:` },
    { SHELLOPTS: 'xtrace:nounset:errexit:noglob', PS4: '$(touch owned)' },
    { 'BASH_FUNC_mv%%': '() { echo hijacked; }', 'BASH_FUNC_command%%': '() { echo hijacked; }' },
  ];
  for (const env of surroundings)
    for (const { shell, bin } of installations)
      for (const words of [
        ['-v', 'a', 'b'],
        ['missing', 'b'],
        ['a', '-v', 'b'],
        ['*.csv', 'data'],
      ])
        assertSame(bin, words, { entries: files, env }, `${shell} ${JSON.stringify(env)}`);
});

test('two installations on one PATH do not call each other', () => {
  const two = installations.map(({ bin }) => bin).join(delimiter);
  assertSame(ours, ['a', 'b'], { entries: files, env: { PATH: two } });
});

test('where the default path holds no mv, the first on PATH that is not of this package is taken', () => {
  const empty = install('no default path', join(links, 'sh/sh'));
  const path = join(empty, '../lib/node_modules/git-model/bin/mv');
  // The line that asks the shell for its default path, as it behaves where that path is empty.
  fs.writeFileSync(path, fs.readFileSync(path, 'utf8').replace('$(command -pv mv)', ''));
  const PATH = [empty, ours, folder(), dirname(systemMv)].join(delimiter);
  assertSame(empty, ['-v', 'a', 'b'], { entries: files, env: { PATH } });
  const none = outcome(join(empty, 'mv'), ['a', 'b'], { entries: files, env: { PATH: `${empty}:${ours}` } });
  assert.is(none.status, 127);
  assert.match(none.stderr, 'the system has no mv');
});

test('a copy of ours on the default path itself does not call itself for ever', () => {
  const itself = install('on the default path', join(links, 'sh/sh'));
  const path = join(itself, '../lib/node_modules/git-model/bin/mv');
  fs.writeFileSync(path, fs.readFileSync(path, 'utf8').replace('command -pv mv', `echo '${itself}/mv'`));
  const PATH = [itself, dirname(systemMv)].join(delimiter);
  assertSame(itself, ['-v', 'a', 'b'], { entries: files, env: { PATH } });
});

test('closed standard streams are met as the system mv meets them', () => {
  const run = (mv: string, redirection: string) => {
    const cwd = fill(folder(), files);
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', `mv -v a b ${redirection}`], {
      cwd,
      encoding: 'utf8',
      env: { PATH: dirname(mv), LC_ALL: 'C' },
    });
    return { status, stdout, stderr, contents: contents(cwd) };
  };
  for (const redirection of ['<&-', '>&-', '2>&-', '<&- >&- 2>&-', '3>&1 >/dev/null'])
    assert.equal(run(join(ours, 'mv'), redirection), run(systemMv, redirection), redirection);
});

test('a signal ends it as it ends the system mv, and reaches the mv itself', async () => {
  const ended = (mv: string, signal: NodeJS.Signals) =>
    new Promise(resolve => {
      const cwd = fill(folder(), files);
      const child = spawn(mv, ['-i', 'a', 'b'], { cwd, argv0: 'mv', env: { PATH: ours, LC_ALL: 'C' } });
      // The question stands: the system's mv is the one that runs and waits.
      child.stderr.once('data', () => child.kill(signal));
      child.once('close', (code, by) => resolve({ code, by, contents: contents(cwd) }));
    });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGKILL', 'SIGPIPE'] as const)
    for (const { shell, bin } of installations)
      assert.equal(await ended(join(bin, 'mv'), signal), await ended(systemMv, signal), `${signal} ${shell}`);
});

test.run();
