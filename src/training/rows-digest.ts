// Which rows a model was scored on, as one text to compare.

import { createHash } from 'node:crypto';
import type { RowSplit } from '../data/split.ts';
import type { Configuration } from '../project/schema.ts';
import type { DataFile } from '../provenance/data-files.ts';
import { pick } from './pick.ts';

/** Two models were scored on the same rows where this is equal: same bytes of data, same target, same rows held out. */
export function rowsDigest({
  files,
  configuration,
  rows,
  split,
}: {
  files: readonly DataFile[];
  configuration: Configuration;
  rows: Uint32Array;
  split: RowSplit;
}): string {
  const { problem } = configuration;
  const heldOut = pick(rows, split.validation);
  const hash = createHash('sha256');
  hash.update(JSON.stringify([problem.target, problem.task, files.map(file => file.digest)]));
  hash.update(new Uint8Array(heldOut.buffer, heldOut.byteOffset, heldOut.byteLength));
  return `sha256:${hash.digest('hex')}`;
}
