// The tree of a training commit: what was there, with code, configuration, pin and the files of the model put in.

import { CALIBRATION, CONFIGURATION, DATA, DATA_FILES, GOLDEN, SOURCE } from '../project/layout.ts';
import type { BlobWriter } from '../repository/objects/blob-writer.ts';
import { editTree, type Replacement } from '../repository/objects/edit-tree.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';

/** Writes blobs and trees; no ref moves. `leftover` is the former model file, where another kind makes another. */
export async function writeModelTree({
  reader,
  directory,
  base,
  sourceTree,
  configurationBlob,
  dataCommit,
  blobs,
  files,
  begun,
  leftover,
}: {
  reader: ObjectReader;
  directory: string;
  /** Tree that everything else comes from. */
  base: string;
  sourceTree: string;
  configurationBlob: string;
  dataCommit: string;
  blobs: BlobWriter;
  files: ReadonlyMap<string, string | Uint8Array>;
  /** Ids of those of them that are being written already. */
  begun: ReadonlyMap<string, Promise<string>>;
  leftover: string | null;
}): Promise<string> {
  const written = [...files].map(async ([path, content]) => {
    const id = begun.get(path) ?? (await blobs.begin(content)).id;
    return [path, await id] as const;
  });
  const changes = new Map<string, Replacement>([
    ...[leftover, CALIBRATION, DATA_FILES, GOLDEN].flatMap(path =>
      path !== null && !files.has(path) ? [[path, null] as const] : [],
    ),
    [SOURCE, { mode: '040000', id: sourceTree }],
    [CONFIGURATION, { mode: '100644', id: configurationBlob }],
    [DATA, { mode: '160000', id: dataCommit }],
    ...(await Promise.all(written)).map(([path, id]) => [path, { mode: '100644', id }] as const),
  ]);
  return editTree({ reader, directory, root: base, changes });
}
