// Programs that check files of other programs: used where they are, and a test says what it left out where not.

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `.ci/run` installs those that a machine lacks; it says so where the tests run in another clone. */
const INSTALLED =
  process.env['GIT_MODEL_TEST_TOOLS'] ??
  fileURLToPath(new URL('../../node_modules/.cache/tools-of-trade', import.meta.url));
const FOLDERS = [INSTALLED, path.join(INSTALLED, 'node_modules/.bin')];

/** Path of the program, or null, and then it is said. */
export function toolOfTrade(name: string): string | null {
  const PATH = [...FOLDERS, process.env['PATH']].join(path.delimiter);
  const { status, stdout } = spawnSync('/bin/sh', ['-c', `command -v ${name}`], {
    encoding: 'utf8',
    env: { ...process.env, PATH },
  });
  if (status === 0) return stdout.trim();
  console.log(`(${name} is not on this machine: what it would check is skipped)`);
  return null;
}
