// What this machine's user allows sources of rows: kept in the local configuration, which no clone brings along.

import { git } from './git.ts';

export type Allowed = { variables: Set<string>; hosts: Set<string> };

/** `mv.allowedVariables` and `mv.allowedHosts`, each any number of times, several names in one with spaces or commas. */
export async function readAllowed(directory: string): Promise<Allowed> {
  const { stdout } = await git(
    ['config', '--local', '-z', '--get-regexp', '^mv\\.allowed(variables|hosts)$'],
    { directory, answers: [1] },
  );
  const allowed: Allowed = { variables: new Set(), hosts: new Set() };
  for (const entry of stdout.split('\0')) {
    const [key, ...rest] = entry.split('\n');
    const names = rest.join('\n').split(/[\s,]+/);
    const set = key === 'mv.allowedvariables' ? allowed.variables : allowed.hosts;
    for (const name of names) if (name !== '') set.add(name);
  }
  return allowed;
}
