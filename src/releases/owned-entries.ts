// A tree, taken apart by who owns what: in a release, owned paths come whole from one side.

import { ENVIRONMENT_OWNED, MODEL_OWNED, type Owner, ownerOf } from '../project/layout.ts';
import type { Replacement } from '../repository/objects/edit-tree.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { readTree } from '../repository/objects/trees.ts';

/** Path -> what stands there, for each owner; `models` is one entry, `logs/train.log` another. */
export type OwnedEntries = Record<Owner, Map<string, NonNullable<Replacement>>>;

/** Folders of which not everything has the same owner. */
const SHARED = new Set(
  [...MODEL_OWNED, ...ENVIRONMENT_OWNED].filter(path => path.includes('/')).map(path => path.split('/')[0]),
);

/** Whether `path` is a folder of which not everything has the same owner. */
export function holdsOwned(path: string): boolean {
  return SHARED.has(path);
}

/** Reads the top of a tree and its shared folders, no more: three objects. */
export async function entriesByOwner(reader: ObjectReader, tree: string): Promise<OwnedEntries> {
  const entries: OwnedEntries = { model: new Map(), environment: new Map(), people: new Map() };
  const place = (path: string, { mode, id }: NonNullable<Replacement>) =>
    entries[ownerOf(path)].set(path, { mode, id });
  const shared: Promise<void>[] = [];
  for (const entry of await readTree(reader, tree)) {
    if (!SHARED.has(entry.name) || entry.mode !== '040000') {
      place(entry.name, entry);
      continue;
    }
    shared.push(
      readTree(reader, entry.id).then(inside => {
        for (const inner of inside) place(`${entry.name}/${inner.name}`, inner);
      }),
    );
  }
  await Promise.all(shared);
  return entries;
}

/** Text that is equal where the entries are. `except` names paths that do not count. */
export function fingerprint(
  entries: ReadonlyMap<string, NonNullable<Replacement>>,
  except: readonly string[] = [],
): string {
  return [...entries]
    .filter(([path]) => !except.includes(path))
    .map(([path, { mode, id }]) => `${mode} ${id} ${path}`)
    .sort()
    .join('\n');
}

/** The replacements that make `paths` in `from` what they are in `to`, deletions included: only those that differ. */
export function replacements(
  paths: readonly string[],
  from: ReadonlyMap<string, NonNullable<Replacement>>,
  to: ReadonlyMap<string, NonNullable<Replacement>>,
): Map<string, Replacement> {
  const changes = new Map<string, Replacement>();
  for (const path of paths) {
    const [before, after] = [from.get(path), to.get(path)];
    if (before?.id !== after?.id || before?.mode !== after?.mode) changes.set(path, after ?? null);
  }
  return changes;
}

/** Every owned path, as something to take away: what is left is what people own. */
export function withoutOwned(alsoWithout: readonly string[]): Map<string, Replacement> {
  return new Map([...MODEL_OWNED, ...ENVIRONMENT_OWNED, ...alsoWithout].map(path => [path, null]));
}
