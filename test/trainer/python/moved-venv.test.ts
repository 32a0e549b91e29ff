import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { correctVenv } from '../../../src/trainer/python/moved-venv.ts';

test('a .venv that was moved knows where it is', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'git-model-test-'));
  const [from, to] = [path.join(root, 'made é'), path.join(root, 'stands')];
  await mkdir(from);
  execFileSync('python3', ['-m', 'venv', '--without-pip', path.join(from, '.venv')]);
  await rename(from, to);
  await correctVenv({ from, to });
  const activated = execFileSync(
    'sh',
    ['-c', '. .venv/bin/activate && echo "$VIRTUAL_ENV" && python -c "import sys; print(sys.prefix)"'],
    {
      cwd: to,
      encoding: 'utf8',
    },
  );
  assert.equal(activated.trim().split('\n'), [path.join(to, '.venv'), path.join(to, '.venv')]);
  assert.not.match(await readFile(path.join(to, '.venv/pyvenv.cfg'), 'utf8'), /made/);
  // No .venv: nothing to do.
  await correctVenv({ from, to: root });
  await rm(root, { recursive: true });
});

test.run();
