// Calls of the real binary: what reaches stdout and stderr, whoever reads them, and the exit code.

import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sandbox, testEnvironment } from '../support/project.ts';

const BINARY = fileURLToPath(new URL('../../bin/git-model.js', import.meta.url));
const sandbox = await Sandbox.make();
test.after(() => sandbox.remove());

/** Runs a line of sh in which `$model` is the program. */
function shell(line: string): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  return new Promise(resolve => {
    const child = spawn('sh', ['-c', line], {
      cwd: sandbox.root,
      env: { ...testEnvironment(sandbox.home), model: BINARY, node: process.execPath },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', text => {
      stdout += text;
    });
    child.stderr.on('data', text => {
      stderr += text;
    });
    child.on('close', exitCode => resolve({ exitCode, stdout, stderr }));
  });
}

test('no word at all, --help and -h show the help, and exit 0', async () => {
  for (const words of [[], ['--help'], ['-h'], ['help']]) {
    const { exitCode, stdout, stderr } = await sandbox.mv(words);
    assert.is(exitCode, 0);
    assert.match(stdout, 'a model is a branch');
    assert.is(stderr, '');
  }
});

test('--help anywhere shows the help of that command, whatever else is wrong with the call', async () => {
  for (const words of [
    ['promote', '--help'],
    ['promote', 'a', 'b', 'c', '-h'],
    ['promote', '--nonsense', '--help'],
  ]) {
    const { exitCode, stdout } = await sandbox.mv(words);
    assert.is(exitCode, 0);
    assert.match(stdout, 'promote <branch> <environment>');
  }
  const { document } = await sandbox.mv(['promote', '--help', '--json']);
  assert.is(document().topic, 'promote');
});

test('--version is one line', async () => {
  const { exitCode, stdout } = await sandbox.mv(['--version']);
  assert.is(exitCode, 0);
  assert.match(stdout, /^git-model \d+\.\d+\.\d+\n$/);
});

test('with --json a call that cannot be understood is a document too, on stdout alone', async () => {
  for (const words of [
    ['compare', '--json', '--nonsense'],
    ['compare', '--nonsense', '--json=true'],
    ['comapre', '--json'],
    ['--json', 'compare'],
  ]) {
    const { exitCode, stderr, document } = await sandbox.mv(words);
    assert.is(exitCode, 2, words.join(' '));
    assert.is(stderr, '');
    const { error } = document();
    assert.is(typeof error.message, 'string');
    assert.equal(Object.keys(error), ['code', 'message', 'hint', 'details']);
  }
});

test('--json after -- is a name and no option', async () => {
  const { exitCode, stdout, stderr } = await sandbox.mv(['experiment', '--', '--json']);
  assert.is(exitCode, 2);
  assert.is(stdout, '');
  assert.match(stderr, 'error:');
});

test('-C works before and after the command, and says which folder is not there', async () => {
  for (const words of [
    ['-C', 'nowhere', 'status', '--json'],
    ['status', '-C', 'nowhere', '--json'],
  ]) {
    const { exitCode, document } = await sandbox.mv(words);
    assert.is(exitCode, 2);
    assert.is(document().error.code, 'folder-not-found');
    assert.match(document().error.message, 'nowhere');
  }
});

test('whoever stops reading ends nothing badly: no trace on stderr', async () => {
  const { stdout, stderr } = await shell(
    '"$node" "$model" help | head -1; "$node" "$model" completion bash | true',
  );
  assert.match(stdout, /^git-model .*\n$/);
  assert.is(stderr, '');
});

test('a closed stdout or stderr changes no exit code', async () => {
  assert.is((await shell('"$node" "$model" help >&-')).exitCode, 0);
  assert.is((await shell('"$node" "$model" status 2>&-')).exitCode, 2);
});

test('a full disk behind stdout is said, and exits 1', async () => {
  try {
    closeSync(openSync('/dev/full', 'w'));
  } catch {
    console.log('skipped: there is no /dev/full here');
    return;
  }
  const { exitCode, stderr } = await shell('"$node" "$model" help >/dev/full');
  assert.is(exitCode, 1);
  assert.match(stderr, 'the disk is full');
});

test('colour comes where it is asked for or where a terminal is, and goes with NO_COLOR', async () => {
  const coloured = async (env: Record<string, string>) =>
    (await sandbox.mv(['help'], { env })).stdout.includes('\x1b[');
  assert.is(await coloured({}), false);
  assert.is(await coloured({ FORCE_COLOR: '1' }), true);
  assert.is(await coloured({ FORCE_COLOR: '1', NO_COLOR: '1' }), false);
  const { stderr } = await sandbox.mv(['nonsense'], { env: { FORCE_COLOR: '1' } });
  assert.match(stderr, '\x1b[31merror:\x1b[39m');
});

test('called as mv, examples and hints say mv; as git-model, git-model', async () => {
  const env = { GIT_MODEL_CALLED_AS: 'mv' };
  const asMv = await sandbox.mv(['help', 'promote'], { env });
  assert.match(asMv.stdout, 'mv promote <branch> <environment>');
  assert.not.match(asMv.stdout, 'git-model promote');
  assert.match((await sandbox.mv(['help', 'promote'])).stdout, 'git-model promote <branch> <environment>');
  assert.match((await sandbox.mv(['status'], { env })).stderr, 'mv init <folder>');
  // Documents are for programs, and know one name.
  assert.match(
    (await sandbox.mv(['status', '--json'], { env })).document().error.hint,
    'git-model init <folder>',
  );
});

test('a completion script is printed as it is, whatever the program was called', async () => {
  const plain = await sandbox.mv(['completion', 'bash']);
  const asMv = await sandbox.mv(['completion', 'bash'], { env: { GIT_MODEL_CALLED_AS: 'mv' } });
  assert.is(asMv.stdout, plain.stdout);
});

test('a SOURCE_DATE_EPOCH that is no time is refused', async () => {
  const { exitCode, document } = await sandbox.mv(['status', '--json'], {
    env: { SOURCE_DATE_EPOCH: 'now' },
  });
  assert.is(exitCode, 2);
  assert.is(document().error.code, 'invalid-source-date-epoch');
});

test.run();
