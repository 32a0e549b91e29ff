// Our `mv` installed in temporary folders, as npm installs it, and the system's, called side by side.

import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';

export const script = fileURLToPath(new URL('../../bin/mv', import.meta.url));
export const systemMv = spawnSync('/bin/sh', ['-c', 'command -pv mv'], { encoding: 'utf8' }).stdout.trim();
const root = fs.mkdtempSync(join(tmpdir(), 'git-model mv '));

/** An installation as npm makes it: `bin/mv` is a link into `lib/node_modules`. Its Node part prints what it got. */
export function install(name: string, interpreter: string): string {
  const prefix = join(root, name);
  const packageBin = join(prefix, 'lib/node_modules/git-model/bin');
  fs.mkdirSync(packageBin, { recursive: true });
  fs.mkdirSync(join(prefix, 'bin'));
  const text = fs.readFileSync(script, 'utf8').replace(/^#!.*/, `#!${interpreter}`);
  fs.writeFileSync(join(packageBin, 'mv'), text, { mode: 0o755 });
  fs.writeFileSync(
    join(packageBin, 'git-model.js'),
    'console.log(JSON.stringify({ words: process.argv.slice(2), as: process.env.GIT_MODEL_CALLED_AS }));',
  );
  fs.symlinkSync('../lib/node_modules/git-model/bin/mv', join(prefix, 'bin/mv'));
  return join(prefix, 'bin');
}

function found(program: string): string | null {
  const { stdout, status } = spawnSync('/bin/sh', ['-c', `command -v ${program}`], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

// A shebang takes no path with a space, so the links to shells go elsewhere.
export const links = fs.mkdtempSync(join(tmpdir(), 'git-model-sh-'));

export function removeInstallations(): void {
  for (const path of [root, links]) fs.rmSync(path, { recursive: true, force: true });
}

/** Our mv under every shell of this machine that may stand behind /bin/sh. */
export const installations = ['sh', 'dash', 'bash', 'busybox', 'mksh', 'ksh'].flatMap(shell => {
  const path = found(shell);
  if (path === null) {
    console.log(`(${shell} is not on this machine: not tried)`);
    return [];
  }
  if (shell === 'busybox') return [{ shell, bin: install(shell, `${path} sh`) }];
  fs.mkdirSync(join(links, shell));
  // Called `sh`, bash and ksh keep to POSIX, as they do behind /bin/sh.
  fs.symlinkSync(path, join(links, shell, 'sh'));
  return [{ shell, bin: install(shell, join(links, shell, 'sh')) }];
});
export const ours = installations[0].bin;
export const nodeFolder = dirname(process.execPath);

let folders = 0;
export function folder(name = 'folder'): string {
  const path = join(root, `${name} ${++folders}`);
  fs.mkdirSync(path);
  return path;
}

export type Entry = string | { link: string } | null;

/** Text is a file's content, null a folder. */
export function fill(path: string, entries: Record<string, Entry>): string {
  for (const [name, entry] of Object.entries(entries)) {
    const target = join(path, name);
    if (entry === null) fs.mkdirSync(target, { recursive: true });
    else if (typeof entry === 'string') fs.writeFileSync(target, entry);
    else fs.symlinkSync(entry.link, target);
  }
  return path;
}

export function contents(path: string): Record<string, Entry> {
  const seen: Record<string, Entry> = {};
  for (const entry of fs.readdirSync(path, { withFileTypes: true, recursive: true })) {
    const full = join(entry.parentPath, entry.name);
    const name = full.slice(path.length + 1);
    if (entry.isDirectory()) seen[name] = null;
    else if (entry.isSymbolicLink()) seen[name] = { link: fs.readlinkSync(full) };
    else seen[name] = `${fs.readFileSync(full, 'utf8')} ${fs.statSync(full).mode.toString(8)}`;
  }
  return seen;
}

export type Call = { entries?: Record<string, Entry>; input?: string; env?: Record<string, string> };

/** What `mv` with these words does in a folder of these files; `PATH` holds the mv that is tried and no Node. */
export function outcome(mv: string, words: string[], { entries = {}, input = '', env = {} }: Call) {
  const cwd = fill(folder(), entries);
  const { status, signal, stdout, stderr } = spawnSync(mv, words, {
    cwd,
    input,
    argv0: 'mv',
    timeout: 20_000,
    encoding: 'utf8',
    env: { PATH: ours, LC_ALL: 'C.UTF-8', ...env },
  });
  return { status, signal, stdout, stderr, contents: contents(cwd) };
}

export function assertSame(bin: string, words: string[], call: Call, note = '') {
  const theirs = outcome(systemMv, words, call);
  const actual = outcome(join(bin, 'mv'), words, call);
  assert.equal(actual, theirs, `mv ${JSON.stringify(words)} ${note}`);
}

export const files = {
  a: 'A',
  b: 'B',
  'c.csv': 'C',
  'd.csv': 'D',
  data: null,
  'data/x': 'X',
  dangling: { link: 'no' },
};
