// The records of a window as one commit on the branch, written without a working tree; the caller moves the ref.

import { writeBlobs } from '../repository/objects/blobs.ts';
import { commitMessage, requireIdentity, signsCommits, writeCommit } from '../repository/objects/commits.ts';
import { editTree } from '../repository/objects/edit-tree.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { treeId } from '../repository/objects/trees.ts';
import type { JudgedWindow } from './judge-window.ts';
import type { Window } from './window.ts';

export async function commitRecords({
  reader,
  directory,
  branch,
  tip,
  files,
  window,
  judged,
  epoch,
}: {
  reader: ObjectReader;
  directory: string;
  branch: string;
  tip: string;
  /** Contents by path. */
  files: ReadonlyMap<string, string>;
  window: Window;
  judged: JudgedWindow;
  epoch: number | null;
}): Promise<string> {
  await requireIdentity(directory);
  const blobs = await writeBlobs(directory, [...files.values()]);
  const tree = await editTree({
    reader,
    directory,
    root: await treeId(reader, tip),
    changes: new Map([...files.keys()].map((path, at) => [path, { mode: '100644' as const, id: blobs[at] }])),
  });
  const { drift, performance, diagnosis, decision } = judged;
  const message = commitMessage(
    `Monitor ${branch}: drift ${drift.verdict}, decay ${performance.verdict}${decision.retrain ? ', retrain' : ''}`,
    [
      `Window ${window.id}: ${window.rows} rows from ${window.source === 'log' ? 'the log' : 'a file'}.`,
      [...decision.reasons, ...diagnosis.words].join('\n'),
    ],
    [
      ['Mv-Kind', 'monitor'],
      ['Mv-Window', window.id],
    ],
  );
  return writeCommit({
    ...{ directory, tree, message, epoch },
    parents: [tip],
    sign: await signsCommits(directory),
  });
}
