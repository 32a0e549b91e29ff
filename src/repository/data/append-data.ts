// A commit of data on top of the newest: files put in, the ref moved by compare-and-swap, no working tree.

import { moveRefs } from '../branches/refs.ts';
import { git } from '../git/git.ts';
import { noIdentity } from '../git/git-failure.ts';
import { commitMessage, writeCommit } from '../objects/commits.ts';
import { editTree } from '../objects/edit-tree.ts';
import { withObjectReader } from '../objects/object-reader.ts';
import type { NewestData } from './newest-data.ts';

type AppendInput = {
  newest: NewestData;
  /** Path in the data repository -> id of a blob that is there. */
  files: ReadonlyMap<string, string>;
  subject: string;
  paragraphs: readonly string[];
  /** Who commits: the user of the project, whatever the data repository's configuration says. */
  identity: Identity;
  epoch: number | null;
};

/** Gives the new commit. Throws Moved `branch-moved` where somebody else's came first. */
export async function appendData({
  newest: { store, commit, ref, at },
  files,
  subject,
  paragraphs,
  identity,
  epoch,
}: AppendInput): Promise<string> {
  const tree = await withObjectReader(
    store,
    reader =>
      editTree({
        reader,
        directory: store,
        root: `${commit}^{tree}`,
        changes: new Map([...files].map(([path, id]) => [path, { mode: '100644', id }])),
      }),
    store,
  );
  const after = await writeCommit({
    directory: store,
    tree,
    parents: [commit],
    message: commitMessage(subject, paragraphs, [['Mv-Kind', 'ingest']]),
    epoch,
    sign: false,
    environment: identity,
  });
  await moveRefs(store, [{ ref, before: at, after }], 'git-model ingest');
  return after;
}

export type Identity = Record<string, string>;

/**
 * Name and address under which this project commits, as variables for a git elsewhere: they may stand in the project's
 * own configuration. Throws UserError `no-identity`.
 */
export async function identityIn(directory: string): Promise<Identity> {
  const [author, committer] = await Promise.all(
    ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT'].map(async name => {
      const { stdout, exitCode } = await git(['var', name], { directory, answers: [128] });
      const found = /^(.*) <([^<>]*)> \d+ [+-]\d+\n?$/.exec(stdout);
      if (exitCode !== 0 || found === null) throw noIdentity();
      return found;
    }),
  );
  return {
    GIT_AUTHOR_NAME: author[1],
    GIT_AUTHOR_EMAIL: author[2],
    GIT_COMMITTER_NAME: committer[1],
    GIT_COMMITTER_EMAIL: committer[2],
  };
}
