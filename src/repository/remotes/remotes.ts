// The remotes of a repository, and which of them is meant.

import { UserError } from '../../errors.ts';
import { git } from '../git/git.ts';

export type Remote = {
  name: string;
  /** What a fetch uses, as it is written; may hold a password. */
  url: string;
  /** What a push uses. */
  pushUrl: string;
  /** Whether it says where what is fetched goes. */
  hasFetch: boolean;
};

export type RemoteSettings = {
  remotes: Remote[];
  /** `remote.pushDefault`. */
  pushDefault: string | null;
  /** Whether somebody chose how ssh is started. */
  choosesSsh: boolean;
  /** Whether somebody chose how long a silent server is waited for. */
  choosesPatience: boolean;
};

/** One process. */
export async function readRemotes(directory: string): Promise<RemoteSettings> {
  const { stdout } = await git(
    ['config', '-z', '--get-regexp', '^(remote\\.|core\\.sshcommand$|http\\.(.*\\.)?lowspeed)'],
    { directory, answers: [1] },
  );
  const entries = stdout
    .split('\0')
    .filter(entry => entry !== '')
    .map(entry => {
      const end = entry.indexOf('\n');
      return end === -1 ? ([entry, ''] as const) : ([entry.slice(0, end), entry.slice(end + 1)] as const);
    });
  const found = new Map<string, { url?: string; pushUrl?: string; hasFetch?: boolean }>();
  for (const [key, value] of entries) {
    const [, name, what] = /^remote\.(.+)\.(url|pushurl|fetch)$/s.exec(key) ?? [];
    if (name === undefined) continue;
    const known = found.get(name) ?? {};
    // Of several URLs a fetch uses the first; so do we.
    if (what === 'url') known.url ??= value;
    else if (what === 'pushurl') known.pushUrl ??= value;
    else known.hasFetch = true;
    found.set(name, known);
  }
  return {
    remotes: [...found].flatMap(([name, { url, pushUrl, hasFetch = false }]) =>
      url === undefined ? [] : [{ name, url, pushUrl: pushUrl ?? url, hasFetch }],
    ),
    pushDefault: entries.findLast(([key]) => key === 'remote.pushdefault')?.[1] ?? null,
    choosesSsh: entries.some(([key]) => key === 'core.sshcommand'),
    choosesPatience: entries.some(([key]) => key.startsWith('http.')),
  };
}

/**
 * The one that is named; else `remote.pushDefault` (where `pushes`), `origin`, or the only one. Throws UserError
 * `no-remote`.
 */
export function chooseRemote(
  { remotes, pushDefault }: RemoteSettings,
  { named, pushes }: { named: string | undefined; pushes: boolean },
): Remote {
  const wanted = named ?? (pushes ? pushDefault : null) ?? 'origin';
  const found = remotes.find(({ name }) => name === wanted);
  if (found) return found;
  if (named === undefined && remotes.length === 1) return remotes[0];
  const names = remotes.map(({ name }) => name);
  throw new UserError(
    remotes.length === 0 ? 'this project has no remote yet' : `there is no remote "${wanted}"`,
    {
      code: 'no-remote',
      hint:
        remotes.length === 0
          ? 'make two empty repositories side by side, <name>.git and <name>-data.git, then: git remote add origin <url of the first>'
          : `remotes: ${names.join(', ')}`,
      details: { remote: wanted, remotes: names },
    },
  );
}
