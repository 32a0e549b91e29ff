// Scores are only worth reading where they are those that the training wrote, of the model that it wrote.

import { digestOf } from '../provenance/digest.ts';
import type { ModelBranch } from '../provenance/model-branch.ts';
import { parsePointer } from '../repository/objects/large-files.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';

/**
 * Path of the file (metrics or model) that is not the one of its provenance; null where both are, or where one is not
 * here to be looked at.
 */
export async function alteredRecord(
  reader: ObjectReader,
  { commit, provenance }: Pick<ModelBranch, 'commit' | 'provenance'>,
): Promise<string | null> {
  for (const file of [provenance?.metrics, provenance?.model]) {
    const blob = file && (await reader.read(`${commit}:${file.path}`));
    if (blob?.type === 'blob' && digestOfContent(blob.bytes) !== file?.digest) return file?.path ?? null;
  }
  return null;
}

/** A pointer says the digest of what it points to: nothing need be fetched to know it. */
function digestOfContent(bytes: Buffer): string {
  const pointer = parsePointer(bytes);
  return pointer === null ? digestOf(bytes) : `sha256:${pointer.oid}`;
}
