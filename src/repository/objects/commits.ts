// Commits: taken apart, and made without touching index or working tree.

import { git, gitLine } from '../git/git.ts';
import { noIdentity } from '../git/git-failure.ts';

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

/** Takes a commit object apart. Signatures and unknown headers are passed over. Never throws: history holds anything. */
export function parseCommit(id: string, bytes: Buffer): Commit {
  const text = textOf(bytes);
  const split = text.indexOf('\n\n');
  const headers = (split === -1 ? text : text.slice(0, split)).split('\n');
  const message = split === -1 ? '' : text.slice(split + 2);
  const value = (name: string) =>
    headers.find(line => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  const [, name = '', email = ''] = /^(.*?) ?<(.*)>[^<>]*$/.exec(value('author')) ?? [];
  return {
    id,
    tree: value('tree'),
    parents: headers.filter(line => line.startsWith('parent ')).map(line => line.slice(7)),
    author: { name, email },
    at: timeOf(value('committer')),
    subject: message.split('\n', 1)[0].trimEnd(),
    trailers: parseTrailers(message),
    message,
  };
}

/** UTF-8 unless a header `encoding` names another that this machine knows. */
function textOf(bytes: Buffer): string {
  const end = bytes.indexOf('\n\n');
  const headers = bytes.toString('latin1', 0, end === -1 ? bytes.length : end);
  const label = /^encoding (.+)$/m.exec(headers)?.[1];
  if (label !== undefined) {
    try {
      return new TextDecoder(label).decode(bytes);
    } catch {
      // A label that nobody knows: what can be read is read as UTF-8.
    }
  }
  return bytes.toString('utf8');
}

/** Last second that a Date holds; later ones, and what is no number, become 1970. */
const LAST_SECOND = 8_640_000_000_000;

function timeOf(committer: string): string {
  const seconds = Number(/> (-?\d+)(?: [+-]\d+)?$/.exec(committer)?.[1] ?? 0);
  return new Date(Math.abs(seconds) <= LAST_SECOND ? seconds * 1000 : 0).toISOString();
}

/** The `Key: value` lines of a message's last paragraph, where every line of it is one. */
function parseTrailers(message: string): Map<string, string> {
  const paragraphs = message.trimEnd().split(/\r?\n\s*\n/);
  // The subject is no trailer, even where it looks like one.
  const last = paragraphs.length > 1 ? paragraphs.at(-1)! : '';
  const pairs = last.split('\n').map(line => /^([A-Za-z][A-Za-z0-9-]*): (.*)$/.exec(line.trimEnd()));
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
  /** Who commits, where that is not this repository's configuration to say. */
  environment?: Record<string, string>;
};

/** Writes a commit object; no ref moves. Throws UserError `no-identity`. */
export async function writeCommit({
  directory,
  tree,
  parents,
  message,
  epoch,
  sign,
  environment = {},
}: CommitInput): Promise<string> {
  const date: Record<string, string> =
    epoch === null ? {} : { GIT_AUTHOR_DATE: `@${epoch} +0000`, GIT_COMMITTER_DATE: `@${epoch} +0000` };
  return gitLine(
    [
      ...['-c', 'i18n.commitEncoding=UTF-8', 'commit-tree', ...(sign ? ['-S'] : [])],
      ...[...parents.flatMap(parent => ['-p', parent]), '-F', '-', tree],
    ],
    { directory, input: message, environment: { ...environment, ...date } },
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
