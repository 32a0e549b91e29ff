// The tree of a training commit: what was there, with code, configuration, pin and the files of the model put in.

import { CONFIGURATION, DATA, SOURCE } from '../project/layout.ts';
import { writeBlobs } from '../repository/blobs.ts';
import type { ObjectReader } from '../repository/object-reader.ts';
import { editTree, type Replacement } from '../repository/trees.ts';

/** Writes blobs and trees; no ref moves. `leftover` is the former model file, where another kind makes another. */
export async function writeModelTree({
  reader,
  directory,
  base,
  sourceTree,
  configurationBlob,
  dataCommit,
  files,
  leftover,
}: {
  reader: ObjectReader;
  directory: string;
  /** Tree that everything else comes from. */
  base: string;
  sourceTree: string;
  configurationBlob: string;
  dataCommit: string;
  files: ReadonlyMap<string, string | Uint8Array>;
  leftover: string | null;
}): Promise<string> {
  const paths = [...files.keys()];
  const ids = await writeBlobs(directory, [...files.values()]);
  const changes = new Map<string, Replacement>([
    ...(leftover !== null && !files.has(leftover) ? [[leftover, null] as const] : []),
    [SOURCE, { mode: '040000', id: sourceTree }],
    [CONFIGURATION, { mode: '100644', id: configurationBlob }],
    [DATA, { mode: '160000', id: dataCommit }],
    ...paths.map((path, index) => [path, { mode: '100644', id: ids[index] }] as const),
  ]);
  return editTree({ reader, directory, root: base, changes });
}
