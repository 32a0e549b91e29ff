// A `.venv` that was made in one folder and now stands in another: `init` builds a project aside and moves it whole.

import { lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { VENV } from './find-python.ts';

/** Scripts are small; what is larger is a program, and none of those holds its own place. */
const LARGEST_SCRIPT = 1 << 20;

/**
 * Writes `to` where the scripts and the settings of `<to>/.venv` say `from`. The packages need nothing: Python finds
 * them from where it is. Does nothing where there is no `.venv`.
 */
export async function correctVenv({ from, to }: { from: string; to: string }): Promise<void> {
  const venv = path.join(to, VENV);
  const scripts = path.join(venv, process.platform === 'win32' ? 'Scripts' : 'bin');
  const names = await readdir(scripts).catch(() => []);
  const files = [...names.map(name => path.join(scripts, name)), path.join(venv, 'pyvenv.cfg')];
  for (const file of names.length === 0 ? [] : files) {
    const status = await lstat(file).catch(() => null);
    if (!status?.isFile() || status.size > LARGEST_SCRIPT) continue;
    // As bytes, one character each: a script may be written in any encoding.
    const text = await readFile(file, 'latin1');
    const [old, now] = [from, to].map(folder => Buffer.from(folder).toString('latin1'));
    if (text.includes(old)) await writeFile(file, text.replaceAll(old, now), 'latin1');
  }
}
