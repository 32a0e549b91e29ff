// Which part of two trees ends up in a release: owned paths come whole from one side.

import { ENVIRONMENT_OWNED, MODEL_OWNED } from '../project/layout.ts';
import type { ObjectReader } from '../repository/object-reader.ts';
import { entryAt, type Replacement, readTree } from '../repository/trees.ts';

/** What stands at each path of a tree; null where nothing does. */
export async function entriesAt(
  reader: ObjectReader,
  tree: string,
  paths: readonly string[],
): Promise<Map<string, Replacement>> {
  const entries = await Promise.all(
    paths.map(async path => {
      const entry = await entryAt(reader, tree, path);
      return [path, entry && { mode: entry.mode, id: entry.id }] as const;
    }),
  );
  return new Map(entries);
}

/** Every owned path, as something to take away: what is left is what people own. */
export function withoutOwned(alsoWithout: readonly string[] = []): Map<string, Replacement> {
  return new Map([...MODEL_OWNED, ...ENVIRONMENT_OWNED, ...alsoWithout].map(path => [path, null]));
}

/** The replacements that turn `from` into `to` at these paths: only those that differ. */
export function differing(
  from: Map<string, Replacement>,
  to: Map<string, Replacement>,
): Map<string, Replacement> {
  return new Map([...to].filter(([path, entry]) => entry?.id !== from.get(path)?.id));
}

/**
 * What people own of a tree, as text that is equal where it is: ids of all top entries but the owned ones, and of the
 * entries of the two folders that are shared. Nothing is written. `alsoWithout` names further top entries to leave out.
 */
export async function peoplesFingerprint(
  reader: ObjectReader,
  tree: string,
  alsoWithout: readonly string[] = [],
): Promise<string> {
  const owned = new Set<string>([...MODEL_OWNED, ...ENVIRONMENT_OWNED, ...alsoWithout]);
  const shared = new Set([...owned].filter(path => path.includes('/')).map(path => path.split('/')[0]));
  const lines: string[] = [];
  for (const entry of await readTree(reader, tree)) {
    if (owned.has(entry.name)) continue;
    if (!shared.has(entry.name) || entry.mode !== '040000') {
      lines.push(`${entry.mode} ${entry.id} ${entry.name}`);
      continue;
    }
    for (const inner of await readTree(reader, entry.id)) {
      const path = `${entry.name}/${inner.name}`;
      if (!owned.has(path)) lines.push(`${inner.mode} ${inner.id} ${path}`);
    }
  }
  return lines.join('\n');
}
