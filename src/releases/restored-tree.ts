// What a rollback commits.

import { ENVIRONMENT_OWNED } from '../project/layout.ts';
import { editTree } from '../repository/objects/edit-tree.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { treeId } from '../repository/objects/trees.ts';
import { entriesByOwner, replacements } from './owned-entries.ts';

/** The tree of the release `target`, with the environment's running records as they are at `tip`. Both are commits. */
export async function restoredTree({
  reader,
  directory,
  tip,
  target,
}: {
  reader: ObjectReader;
  directory: string;
  tip: string;
  target: string;
}): Promise<string> {
  const [now, then] = await Promise.all([treeId(reader, tip), treeId(reader, target)]);
  const [here, there] = await Promise.all([now, then].map(tree => entriesByOwner(reader, tree)));
  const changes = replacements(ENVIRONMENT_OWNED, there.environment, here.environment);
  return changes.size === 0 ? then : editTree({ reader, directory, root: then, changes });
}
