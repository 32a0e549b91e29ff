// Pythons with packages, made once and kept for all clones of this user: where caches belong, or where
// GIT_MODEL_TEST_VENV says.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

export type KeptPython = {
  name: string;
  /** As lines of a requirements.txt; another list is another environment. */
  requirements: string;
  /** What tests import, so that it is compiled. */
  imported: string;
  seconds: number;
};

/** The interpreter, or null where nobody has made it yet. */
export function foundPython(kept: KeptPython): string | null {
  const python = path.join(folderOf(kept), 'bin/python');
  return existsSync(python) ? python : null;
}

/** The interpreter, or why there is none: where pip cannot install, tests that need it are skipped with that word. */
export function keptPython(kept: KeptPython): { python: string } | { missing: string } {
  const found = foundPython(kept);
  if (found !== null) return { python: found };
  const venv = folderOf(kept);
  const making = `${venv}.${process.pid}`;
  try {
    mkdirSync(path.dirname(venv), { recursive: true });
    const quiet = { stdio: 'pipe', timeout: 1000 * kept.seconds } as const;
    execFileSync('python3', ['-m', 'venv', '--without-pip', making], quiet);
    const python = path.join(making, 'bin/python');
    const listed = kept.requirements.split('\n').filter(line => /^[^#\s]/.test(line));
    const wanted = ['--quiet', '--disable-pip-version-check', '--no-compile', ...listed];
    try {
      // The pip that is there fills another environment too: one of its own is seconds of unpacking.
      execFileSync('python3', ['-m', 'pip', '--python', making, 'install', ...wanted], quiet);
    } catch {
      execFileSync(python, ['-m', 'ensurepip'], quiet);
      execFileSync(python, ['-m', 'pip', 'install', ...wanted], quiet);
    }
    // pip would compile every file of every package: this compiles what tests import. Processes of ours write none.
    execFileSync(python, ['-c', kept.imported], {
      ...quiet,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '' },
    });
    renameSync(making, venv);
    return { python: path.join(venv, 'bin/python') };
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    // Another test file may have been faster.
    const python = foundPython(kept);
    if (python !== null) return { python };
    return {
      missing: `pip cannot install ${kept.name} here: ${(error as Error).message.split('\n')[0]}`,
    };
  }
}

function folderOf({ name, requirements }: KeptPython): string {
  const digest = createHash('sha256').update(requirements).digest('hex').slice(0, 12);
  const kept = process.env['GIT_MODEL_TEST_VENV'] ?? path.join(userCache(), 'git-model-test');
  return path.join(kept, `${name}-${digest}`);
}

function userCache(): string {
  return process.env['XDG_CACHE_HOME'] ?? path.join(process.env['HOME'] ?? homedir(), '.cache');
}
