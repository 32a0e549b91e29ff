// A git on the PATH that does something else first; and, with it, at which of its processes a command writes anything.

import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from '../support/project.ts';

/**
 * A folder for the PATH whose `git` runs some lines of shell before it does what it was called for: `$name` is its
 * subcommand and which call of that it is (`update-ref-2`), so that calls that run side by side keep their names;
 * `$PPID` is who calls, `git` the real one.
 */
export async function gitThatFirst(home: string, lines: string): Promise<{ PATH: string }> {
  const folder = await mkdtemp(path.join(home, 'git-'));
  const found = await runProgram('sh', ['-c', 'command -v git'], {
    directory: home,
    environment: process.env,
  });
  await mkdir(path.join(folder, 'calls'));
  await mkdir(path.join(folder, 'bin'));
  await writeFile(
    path.join(folder, 'bin', 'git'),
    `#!/bin/sh
subcommand= value=
for word do
  if [ -n "$value" ]; then value=; continue; fi
  case $word in -c | -C | --git-dir) value=1 ;; -*) ;; *) subcommand=$word; break ;; esac
done
call=1
set -C
while ! true > "${folder}/calls/$subcommand-$call"; do call=$((call + 1)); done 2>/dev/null
set +C
name=$subcommand-$call
git() { ${found.stdout.trim()} "$@"; }
${lines}
exec ${found.stdout.trim()} "$@"
`,
    { mode: 0o755 },
  );
  return { PATH: `${path.join(folder, 'bin')}:${process.env['PATH']}` };
}

/**
 * Has `run` call a git that lists all files of `root` before and after each call, and gives the names of those calls at
 * which a kill leaves what a kill at no other one leaves: files changed within that call, or by whoever called since the
 * one before it. Of calls in a row that only add to what nothing names yet (objects, a project that is made aside) it is
 * the last, where all of it is there, and every fourth. `home` is not looked at.
 */
export async function callsThatWrite(
  { root, home }: { root: string; home: string },
  run: (env: { PATH: string }) => Promise<unknown>,
): Promise<string[]> {
  const folder = await mkdtemp(path.join(home, 'listed-'));
  const log = path.join(folder, 'log');
  const list = (when: string) =>
    `find "${root}" -path "${home}" -prune -o -type d -printf '%p\n' -o -printf '%p %i %s %C@\n' > "${folder}/$name-${when}"
echo "$name ${when}" >> "${log}"`;
  const env = await gitThatFirst(
    home,
    `${list('begin')}
git "$@"; code=$?
${list('end')}
exit $code`,
  );
  await run(env);

  const chosen: string[] = [];
  const choose = (calls: readonly string[]) => {
    const last = calls.length - 1;
    chosen.push(...calls.filter((_, index) => index % 4 === 3 || index === last));
  };
  const open = new Set<string>();
  let before: Listing | null = null;
  let adding: string[] = [];
  for (const event of (await readFile(log, 'utf8')).trimEnd().split('\n')) {
    const [name, when] = event.split(' ');
    const now = listing(await readFile(path.join(folder, `${name}-${when}`), 'utf8'));
    if (when === 'begin') open.add(name);
    // Reads all the while that others write.
    const writers = [...open].filter(call => !call.startsWith('cat-file-'));
    // What is written when no call is open shows at the next to begin.
    const writing = writers.length > 0 || when === 'end' ? writers : [name];
    if (before !== null && before.named !== now.named) {
      choose(adding);
      chosen.push(...writing);
      adding = [];
    } else if (before !== null && before.unnamed !== now.unnamed) {
      adding = [...new Set([...adding, ...writing])];
    }
    if (when === 'end') open.delete(name);
    if (when === 'begin' || writing.length > 0) before = now;
  }
  choose(adding);
  return [...new Set(chosen)];
}

type Listing = { unnamed: string; named: string };

function listing(text: string): Listing {
  const [unnamed, named]: [string[], string[]] = [[], []];
  for (const line of text.split('\n'))
    (/\/objects(\/|$)|\/\.[^/]+\.git-model-\d+-/.test(line) ? unnamed : named).push(line);
  return { unnamed: unnamed.sort().join('\n'), named: named.sort().join('\n') };
}
