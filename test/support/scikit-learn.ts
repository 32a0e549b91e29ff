// A Python with the packages of the template, made once and kept for all clones of this user: where caches belong, or
// where GIT_MODEL_TEST_VENV says.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const REQUIREMENTS = path.join(root, 'templates/python/src/requirements.txt');

const IMPORTED = 'import pandas, skops.io, sklearn.compose, sklearn.ensemble, sklearn.pipeline';

/**
 * The interpreter, or why there is none: where pip cannot install, tests that need it are skipped with that word. Another
 * list of requirements is another environment.
 */
export function pythonWithScikitLearn(): { python: string } | { missing: string } {
  const digest = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const kept = process.env['GIT_MODEL_TEST_VENV'] ?? path.join(userCache(), 'git-model-test');
  const venv = path.join(kept, `scikit-learn-${digest}`);
  const python = path.join(venv, 'bin/python');
  if (existsSync(python)) return { python };
  const making = `${venv}.${process.pid}`;
  try {
    mkdirSync(kept, { recursive: true });
    const quiet = { stdio: 'pipe', timeout: 150_000 } as const;
    execFileSync('python3', ['-m', 'venv', '--without-pip', making], quiet);
    const wanted = ['--quiet', '--disable-pip-version-check', '--no-compile', '-r', REQUIREMENTS];
    try {
      // The pip that is there fills another environment too: one of its own is seconds of unpacking.
      execFileSync('python3', ['-m', 'pip', '--python', making, 'install', ...wanted], quiet);
    } catch {
      execFileSync(path.join(making, 'bin/python'), ['-m', 'ensurepip'], quiet);
      execFileSync(path.join(making, 'bin/python'), ['-m', 'pip', 'install', ...wanted], quiet);
    }
    // pip would compile every file of every package: this compiles what tests import. Processes of ours write none.
    execFileSync(path.join(making, 'bin/python'), ['-c', IMPORTED], {
      ...quiet,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '' },
    });
    renameSync(making, venv);
    return { python };
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    // Another test file may have been faster.
    if (existsSync(python)) return { python };
    return { missing: `pip cannot install scikit-learn here: ${(error as Error).message.split('\n')[0]}` };
  }
}

function userCache(): string {
  return process.env['XDG_CACHE_HOME'] ?? path.join(process.env['HOME'] ?? homedir(), '.cache');
}
