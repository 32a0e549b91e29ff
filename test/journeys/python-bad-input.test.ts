// Python that misbehaves: each time one clear error, and the branch as it was.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Project } from '../support/project.ts';
import { testEnvironment } from '../support/project.ts';
import { LINE, makePythonProject } from '../support/python-project.ts';

const BINARY = fileURLToPath(new URL('../../bin/git-model.js', import.meta.url));

/** A line before the body of a method, or instead of its first line. */
const inFit = (code: string) =>
  LINE.replace('        temps, sales =', `        ${code}\n        temps, sales =`);
const inPredict = (code: string) =>
  LINE.replace('        return [self', `        ${code}\n        return [self`);
const atTop = (code: string) => `${code}\n${LINE}`;
const insteadOfSave = (code: string) =>
  LINE.replace(
    '        with open(path, "w") as file:\n            json.dump([self.intercept, self.slope], file)\n',
    `        ${code}\n`,
  );

type Case = {
  what: string;
  model: string;
  code: string;
  message: RegExp;
  hint?: RegExp;
  env?: Record<string, string>;
};

const CASES: readonly Case[] = [
  {
    what: 'an exception while fitting names file, line and method',
    model: inFit('raise ValueError("no such thing")'),
    code: 'trainer-failed',
    message: /^src\/model\.py, line 10, in fit: ValueError: no such thing$/,
    hint: /^the line reads: raise ValueError/,
  },
  {
    what: 'an exception in a file that the model imports names that file',
    model: atTop('import helper'),
    code: 'trainer-failed',
    message: /^src\/helper\.py, line 2: ZeroDivisionError: division by zero$/,
  },
  {
    what: 'code that does not parse',
    model: atTop('def x(:'),
    code: 'trainer-failed',
    message: /^src\/model\.py, line 1: SyntaxError: /,
  },
  {
    what: 'a package that is not there',
    model: atTop('import a_package_that_nobody_made'),
    code: 'trainer-failed',
    message: /^src\/model\.py, line 1: ModuleNotFoundError: No module named 'a_package_that_nobody_made'$/,
    hint: /src\/requirements\.txt/,
  },
  {
    what: 'no class Model',
    model: 'x = 1\n',
    code: 'trainer-failed',
    message: /^src\/model\.py has no class Model$/,
  },
  {
    what: 'a way out by sys.exit',
    model: inFit('import sys; sys.exit(3)'),
    code: 'trainer-failed',
    message: /^src\/model\.py, line 10, in fit: the code ended its process \(exit 3\)$/,
  },
  {
    what: 'a way out that no exception shows',
    model: inFit('import os; print("so long", file=__import__("sys").stderr, flush=True); os._exit(7)'),
    code: 'trainer-failed',
    message: /^the Python process ended with exit code 7 while fitting; the last that it printed: so long$/,
  },
  {
    what: 'a crash',
    model: inFit('import os, signal; os.kill(os.getpid(), signal.SIGSEGV)'),
    code: 'trainer-failed',
    message: /^the Python process was ended by SIGSEGV while fitting$/,
  },
  {
    what: 'no model file',
    model: insteadOfSave('pass'),
    code: 'trainer-failed',
    message: /^Model\.save\(path\) wrote no file/,
  },
  {
    what: 'an empty model file',
    model: insteadOfSave('open(path, "w").close()'),
    code: 'trainer-no-model',
    message: /^the model file that src\/ wrote \(model\.json\) is empty$/,
  },
  {
    what: 'a model that cannot be loaded again',
    model: insteadOfSave('open(path, "w").write("[1")'),
    code: 'trainer-failed',
    message: /^src\/model\.py, line \d+, in load: JSONDecodeError: /,
  },
  {
    what: 'an exception for one row names file and line of the row',
    model: inPredict(
      'if any(str(day).startswith("2024-04-06") for day in rows["day"]): raise KeyError("sun")',
    ),
    code: 'trainer-failed',
    message: /^src\/model\.py, line 18, in predict: KeyError: 'sun' \(initial\/sales\.csv, line 98\)$/,
  },
  {
    what: 'too few predictions',
    model: inPredict('return [1.0]'),
    code: 'invalid-prediction',
    message: /^src\/model\.py gave 1 predictions for 24 rows$/,
  },
  {
    what: 'a prediction that is no number',
    model: inPredict('return [1.0] * 3 + [float("nan")] * 21'),
    code: 'invalid-prediction',
    message: /^src\/model\.py: the prediction is no finite number \(initial\/sales\.csv, line 101\)$/,
  },
  {
    what: 'predictions that are None',
    model: inPredict('return None'),
    code: 'trainer-failed',
    message: /NoneType/,
  },
  {
    what: 'a parameter that the class does not take',
    model: LINE.replace(', shift=0', ''),
    code: 'trainer-failed',
    message: /TypeError: .*unexpected keyword argument 'shift'/,
  },
  {
    what: 'a load that never ends',
    model: atTop('import time; time.sleep(60)'),
    env: { MV_TRAINER_START_SECONDS: '1' },
    code: 'trainer-timeout',
    message: /^the Python process did not answer for 1 s while loading src\/model\.py, and was ended$/,
    hint: /MV_TRAINER_START_SECONDS=10/,
  },
  {
    what: 'a fit that never ends',
    model: inFit('while True: pass'),
    env: { MV_TRAINER_FIT_SECONDS: '1' },
    code: 'trainer-timeout',
    message: /^the Python process did not answer for 1 s while fitting, and was ended$/,
  },
  {
    what: 'an answer that never comes',
    model: inPredict('__import__("time").sleep(60)'),
    env: { MV_TRAINER_ANSWER_SECONDS: '1' },
    code: 'trainer-timeout',
    message: /while predicting, and was ended$/,
  },
];

let shop: Project | null = null;

for (const { what, model, code, message, hint, env } of CASES) {
  test(`${what}: one error, and the branch as it was`, async () => {
    shop ??= await makePythonProject();
    await shop.write('src/model.py', model);
    await shop.write('src/helper.py', '# divides\n1 / 0\n');
    if (what.startsWith('a parameter')) {
      await shop.write(
        'mv.yaml',
        (await shop.read('mv.yaml')).replace('kind: python', 'kind: python\n  parameters: {shift: 1}'),
      );
    }
    const before = await shop.git('rev-parse', 'HEAD');
    const ran = await shop.mv(['train', '--json'], { env });
    assert.is(ran.exitCode, 1, ran.stdout + ran.stderr);
    const { error } = ran.document();
    assert.is(error.code, code, error.message);
    assert.match(error.message, message);
    if (hint) assert.match(error.hint, hint);
    assert.not.match(JSON.stringify(error), /git-model-src-/, 'nothing of our temporary folder');
    assert.is(await shop.git('rev-parse', 'HEAD'), before);
    assert.is(await shop.git('branch', '--show-current'), 'line');
    if (what.startsWith('a parameter')) await shop.git('checkout', '--', 'mv.yaml');
  });
}

test('a Python that prints, and a C library that does, is no fault', async () => {
  const project = await makePythonProject(
    atTop(
      'import os\nprint("{\\"event\\":\\"done\\"}")\nos.write(1, b"from below\\n")\nos.system("echo from a child")',
    ),
  );
  const ran = await project.mv(['train', '--json']);
  assert.is(ran.exitCode, 0, ran.stderr);
  assert.is(ran.document().trained, true);
  assert.match(ran.stderr, /from below/);
  assert.match(ran.stderr, /from a child/);
  await project.remove();
});

test('credentials stay out of its environment; clock, locale and hash seed are set', async () => {
  const project = await makePythonProject(
    atTop('import os\nprint("environment", sorted(os.environ.items()))'),
  );
  const ran = await project.mv(['train'], {
    env: {
      GITHUB_TOKEN: 'secret',
      AWS_SECRET_ACCESS_KEY: 'secret',
      PYTHONPATH: '/nowhere',
      TZ: 'Asia/Tokyo',
    },
  });
  assert.is(ran.exitCode, 0, ran.stderr);
  const shown = /environment .*/.exec(ran.stderr)?.[0] ?? '';
  assert.not.match(shown, /secret|PYTHONPATH|GIT_|Tokyo/);
  for (const pair of ["('TZ', 'UTC')", "('LC_ALL', 'C.UTF-8')", "('PYTHONHASHSEED', '42')"]) {
    assert.ok(shown.includes(pair), `${pair} in ${shown}`);
  }
  await project.remove();
});

test('Python is found where it was named, in .venv of the main working tree, or on the PATH; else that is said', async () => {
  const project = await makePythonProject();
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  }).trim();
  const said = async (args: string[], env: Record<string, string>) => {
    const ran = await project.mv(['train', '--json', ...args], { env });
    const { error } = ran.document();
    return [ran.exitCode, error.code, error.message];
  };
  assert.equal(await said([], { MV_PYTHON: '/no/python' }), [
    2,
    'python-missing',
    'there is no Python at /no/python (as MV_PYTHON says)',
  ]);
  await project.git('config', 'mv.python', '/no/other');
  assert.equal(await said([], {}), [
    2,
    'python-missing',
    'there is no Python at /no/other (as mv.python says)',
  ]);
  await project.git('config', '--unset', 'mv.python');

  // A PATH that has Git and no Python.
  const bin = project.sandbox.path('bin');
  await mkdir(bin);
  await symlink(execFileSync('which', ['git'], { encoding: 'utf8' }).trim(), path.join(bin, 'git'));
  const [exitCode, code, message] = await said([], { PATH: bin });
  assert.equal([exitCode, code], [2, 'python-missing'], message);
  assert.match(message, /^there is no python3 on the PATH/);

  // One that is too old says so itself; a program that answers anything else is no Python.
  const old = path.join(bin, 'old');
  await writeFile(
    old,
    `#!/bin/sh\necho '{"version": "2.7.18", "program": "${old}", "packages": {}, "missing": []}'\n`,
  );
  await chmod(old, 0o755);
  assert.is((await said([], { MV_PYTHON: old }))[1], 'python-too-old');
  assert.is((await said([], { MV_PYTHON: '/bin/true' }))[1], 'python-failed');
  assert.is((await said([], { MV_PYTHON: '/bin/false' }))[1], 'python-failed');

  // The main tree's .venv is used by a linked tree; a Python elsewhere is not looked for.
  execFileSync(python, ['-m', 'venv', '--without-pip', path.join(project.directory, '.venv')]);
  await project.commit('Python');
  const beside = await project.json('experiment', 'beside', '--from', 'line', '--worktree');
  const model = LINE.replace(
    '        temps, sales =',
    '        import sys; print("run by", sys.prefix)\n        temps, sales =',
  );
  await writeFile(path.join(beside.path, 'src/model.py'), model);
  const ran = await project.mv(['train'], { directory: beside.path });
  assert.is(ran.exitCode, 0, ran.stderr);
  assert.ok(ran.stderr.includes(`run by ${path.join(project.directory, '.venv')}`), ran.stderr);
  await project.remove();
});

test('packages that are not installed: the message has the command that mends it', async () => {
  const project = await makePythonProject();
  await project.write(
    'src/requirements.txt',
    '# none\n-r more.txt\nmissing-one>=2 ; python_version > "3"\nother-os ; sys_platform == "none"\n',
  );
  await project.write('src/more.txt', 'missing.two[extra] == 1.0  # why\n');
  const ran = await project.mv(['train', '--json']);
  const { error } = ran.document();
  assert.equal([ran.exitCode, error.code], [2, 'python-packages-missing']);
  assert.match(
    error.message,
    /^missing\.two\[extra\] == 1\.0, missing-one>=2.* are not installed for Python 3\./,
  );
  assert.match(error.hint, /^--yes makes \.venv with them; by hand: python3 -m venv \.venv && /);
  assert.not.ok((await readdir(project.directory)).includes('.venv'));
  await project.remove();
});

test('a pickle is refused as the name of the model file', async () => {
  const project = await makePythonProject();
  await project.commit('Python');
  for (const file of ['model.pkl', 'model.joblib', '../x', 'provenance.json']) {
    const ran = await project.mv(['experiment', 'x', '--set', `model.file=${file}`, '--json']);
    assert.is(ran.document().error.code, 'invalid-set', file);
  }
  await project.remove();
});

test('a tree without train.py says so', async () => {
  const project = await makePythonProject();
  await project.git('rm', '-rq', '--cached', '--ignore-unmatch', 'src');
  await rm(path.join(project.directory, 'src/train.py'));
  const ran = await project.mv(['train', '--json']);
  assert.equal([ran.exitCode, ran.document().error.code], [2, 'trainer-missing']);
  await project.remove();
});

test('a signal ends Python and what it started, and leaves no folder behind', async () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    const project = await makePythonProject(
      inFit(
        'import subprocess, os, time; child = subprocess.Popen(["sleep", "300"]); print("pids", os.getpid(), child.pid, flush=True); time.sleep(300)',
      ),
    );
    const temporary = project.sandbox.path('temporary');
    await mkdir(temporary);
    const before = await project.git('rev-parse', 'HEAD');
    const child = spawn(process.execPath, [BINARY, 'train'], {
      cwd: project.directory,
      env: testEnvironment(project.sandbox.home, { TMPDIR: temporary }),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let words = '';
    child.stderr.setEncoding('utf8').on('data', text => {
      words += text;
    });
    while (!/pids \d+ \d+/.test(words)) await sleep(20);
    const pids = /pids (\d+) (\d+)/.exec(words)!.slice(1).map(Number);
    child.kill(signal);
    const [, by] = await once(child, 'close');
    assert.is(by, signal);
    for (const pid of pids) await gone(pid);
    // Code and rows go at once; an empty folder of Git's objects may wait for the next command to clear it away.
    const left = (await readdir(temporary)).filter(name => name.startsWith('git-model-src-'));
    if (signal !== 'SIGKILL') assert.equal(left, []);
    assert.is(await project.git('rev-parse', 'HEAD'), before);
    await project.remove();
  }
});

async function gone(pid: number): Promise<void> {
  for (let tries = 0; tries < 250; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(20);
  }
  assert.unreachable(`process ${pid} still runs`);
}

test.after(() => shop?.remove());

test.run();
