// Commits: taken apart, and made without touching index or working tree.

import { git, gitLine, noIdentity } from './git.ts';

export type Commit = {
  id: string;
  tree: string;
  parents: string[];
  author: { name: string; email: string };
  /** Committer's time, ISO 8601 UTC. */
  at: string;
  subject: string;
  /** Trailers of the last paragraph, the last of a name winning. Names as written. */
  trailers: Map<string, string>;
  message: string;
};

/** Takes a commit object apart. Signatures and unknown headers are passed over. */
export function parseCommit(id: string, bytes: Buffer): Commit {
  const text = bytes.toString('utf8');
  const split = text.indexOf('\n\n');
  const headers = text.slice(0, split === -1 ? undefined : split).split('\n');
  const message = split === -1 ? '' : text.slice(split + 2);
  const value = (name: string) =>
    headers.find(line => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  const [, name = '', email = ''] = /^(.*) <(.*)> \d+ [+-]\d{4}$/.exec(value('author')) ?? [];
  const seconds = Number(/ (\d+) [+-]\d{4}$/.exec(value('committer'))?.[1] ?? 0);
  return {
    id,
    tree: value('tree'),
    parents: headers.filter(line => line.startsWith('parent ')).map(line => line.slice(7)),
    author: { name, email },
    at: new Date(seconds * 1000).toISOString(),
    subject: message.split('\n', 1)[0],
    trailers: parseTrailers(message),
    message,
  };
}

/** The `Key: value` lines of a message's last paragraph, where every line of it is one. */
function parseTrailers(message: string): Map<string, string> {
  const last =
    message
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? '';
  const pairs = last.split('\n').map(line => /^([A-Za-z][A-Za-z0-9-]*): (.*)$/.exec(line));
  return pairs.every(pair => pair !== null)
    ? new Map(pairs.map(pair => [pair![1], pair![2].trim()]))
    : new Map();
}

/** Makes the text of a commit message from a subject, paragraphs and trailers. */
export function commitMessage(
  subject: string,
  paragraphs: readonly string[],
  trailers: readonly [string, string][],
): string {
  const lines = trailers.map(([name, value]) => `${name}: ${value.replace(/\s+/g, ' ')}`);
  return `${[subject, ...paragraphs.filter(text => text !== ''), lines.join('\n')].join('\n\n').trimEnd()}\n`;
}

export type CommitInput = {
  directory: string;
  tree: string;
  parents: readonly string[];
  message: string;
  /** The clock that SOURCE_DATE_EPOCH sets, in seconds; null lets git take its own and the local time zone. */
  epoch: number | null;
  /** Signs as `commit.gpgSign` says; internal commits that no branch will hold are never signed. */
  sign: boolean;
};

/** Writes a commit object; no ref moves. Throws UserError `no-identity`. */
export async function writeCommit({
  directory,
  tree,
  parents,
  message,
  epoch,
  sign,
}: CommitInput): Promise<string> {
  const date: Record<string, string> =
    epoch === null ? {} : { GIT_AUTHOR_DATE: `@${epoch} +0000`, GIT_COMMITTER_DATE: `@${epoch} +0000` };
  return gitLine(
    ['commit-tree', ...(sign ? ['-S'] : []), ...parents.flatMap(parent => ['-p', parent]), '-F', '-', tree],
    { directory, input: message, environment: date },
  );
}

const NOBODY = {
  GIT_AUTHOR_NAME: 'git-model',
  GIT_AUTHOR_EMAIL: 'git-model@localhost',
  GIT_COMMITTER_NAME: 'git-model',
  GIT_COMMITTER_EMAIL: 'git-model@localhost',
  GIT_AUTHOR_DATE: '@0 +0000',
  GIT_COMMITTER_DATE: '@0 +0000',
};

/** A commit that only a merge will ever look at: nobody's, of no time, unsigned. */
export async function writeScratchCommit(
  directory: string,
  tree: string,
  parents: readonly string[],
): Promise<string> {
  return gitLine(['commit-tree', ...parents.flatMap(parent => ['-p', parent]), '-m', 'scratch', tree], {
    directory,
    environment: NOBODY,
  });
}

/** Whether commits are to be signed; asked once a command. */
export async function signsCommits(directory: string): Promise<boolean> {
  const { stdout } = await git(['config', '--type=bool', '--get', 'commit.gpgSign'], {
    directory,
    answers: [1],
  });
  return stdout.trim() === 'true';
}

/** Throws UserError `no-identity` before work starts that would end in a commit nobody can sign for. */
export async function requireIdentity(directory: string): Promise<void> {
  const { exitCode } = await git(['var', 'GIT_COMMITTER_IDENT'], { directory, answers: [128] });
  if (exitCode !== 0) throw noIdentity();
}
