// Starting git: what it prints, how it ends, and what goes wrong before it begins.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gitEnvironment } from '../../../src/repository/git/git.ts';
import { runGit } from '../../../src/repository/git/run-git.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'git-model-run-'));
const input = { directory, environment: gitEnvironment(), input: null, detached: false };

test('stdout, stderr and exit code are those of git', async () => {
  const { stdout, stderr, exitCode } = await runGit(['rev-parse', 'HEAD'], input);
  assert.is(exitCode, 128);
  assert.is(stdout.toString(), '');
  assert.match(stderr.toString(), /not a git repository/);
});

test('bytes go in and come out whole, more than a pipe holds', async () => {
  await runGit(['init', '--quiet'], input);
  const bytes = Buffer.alloc(1_000_003, 'a\u0000\u00e4', 'latin1');
  const written = await runGit(['hash-object', '-w', '--stdin'], { ...input, input: bytes });
  const id = written.stdout.toString().trim();
  const { stdout } = await runGit(['cat-file', 'blob', id], input);
  assert.ok(stdout.equals(bytes));
});

test('input that git does not want is no failure of ours', async () => {
  const { exitCode, stdout } = await runGit(['--version'], { ...input, input: Buffer.alloc(1 << 20) });
  assert.is(exitCode, 0);
  assert.match(stdout.toString(), /^git version /);
});

test('a signal is told from an exit code', async () => {
  const { exitCode, signal, cause } = await runGit(['-c', 'alias.die=!kill -KILL $$ #', 'die'], input);
  // Git reports the death of what it started as 128 + 9.
  assert.equal([exitCode, signal, cause], [137, null, null]);
  const killed = await runGit(['-c', 'alias.die=!kill -KILL $PPID #', 'die'], input);
  assert.equal([killed.exitCode, killed.signal], [null, 'SIGKILL']);
});

test('a folder or a git that is not there is the cause, and no exit code', async () => {
  const gone = await runGit(['--version'], { ...input, directory: path.join(directory, 'gone') });
  assert.is(gone.cause?.code, 'ENOENT');
  assert.is(gone.exitCode, null);
  const nowhere = await runGit(['--version'], { ...input, environment: { PATH: directory } });
  assert.is(nowhere.cause?.code, 'ENOENT');
});

test.after(() => rmSync(directory, { recursive: true, force: true }));

test.run();
