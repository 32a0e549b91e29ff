// `promote --take-code`: mv.yaml with what training reads as the branch has it. What guards the environment stays
// under its own rule: the branch's copy may be older than the environment's gates.

import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { CONFIGURATION } from '../project/layout.ts';
import { TRAINING_SECTIONS } from '../project/training-sections.ts';
import { writeBlobs } from '../repository/objects/blobs.ts';
import type { Replacement } from '../repository/objects/edit-tree.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { entryAt } from '../repository/objects/trees.ts';

export type MergedSettings = { status: 'merged'; text: string } | { status: 'conflict'; sections: string[] };

/**
 * The sections that training reads come whole from `theirs`; every other is merged three-way as a value, and both
 * sides having changed one is a conflict. The text is that of `theirs`, to the byte, where no section of `ours` counts.
 */
export function mergeSettings(base: string, ours: string, theirs: string): MergedSettings {
  if (base === ours || ours === theirs) return { status: 'merged', text: theirs };
  const [was, here, there] = [base, ours, theirs].map(text => parseDocument(text));
  // A file that is no mapping is refused by whoever reads it next, with its line.
  if (!isMap(here.contents) || !isMap(there.contents)) return { status: 'merged', text: theirs };
  const [before, left, right] = [was, here, there].map(
    document => (document.toJS() ?? {}) as Record<string, unknown>,
  );
  const conflicts: string[] = [];
  let edited = false;
  for (const section of new Set([...Object.keys(right), ...Object.keys(left)])) {
    if ((TRAINING_SECTIONS as readonly string[]).includes(section)) continue;
    if (same(left[section], right[section]) || same(left[section], before[section])) continue;
    if (!same(right[section], before[section])) {
      conflicts.push(section);
      continue;
    }
    edited = true;
    replaceSection(there.contents, here.contents, section);
  }
  if (conflicts.length > 0) return { status: 'conflict', sections: conflicts };
  if (!edited) return { status: 'merged', text: theirs };
  return { status: 'merged', text: there.toString({ lineWidth: 0, flowCollectionPadding: false }) };
}

/** With its comments; nodes may stand in one document only, and `from` is thrown away. */
function replaceSection(into: YAMLMap, from: YAMLMap, section: string): void {
  const at = indexOfSection(into, section);
  const taken = from.items[indexOfSection(from, section)];
  if (taken === undefined) into.items.splice(at, 1);
  else if (at === -1) into.items.push(taken);
  else into.items[at] = taken;
}

function indexOfSection({ items }: YAMLMap, section: string): number {
  return items.findIndex(({ key }: Pair) => (isScalar(key) ? key.value : key) === section);
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Reads the three files and writes what they become. `base`, `ours` and `theirs` are trees. */
export async function takeTrainingSettings({
  reader,
  directory,
  base,
  ours,
  theirs,
}: {
  reader: ObjectReader;
  directory: string;
  base: string;
  ours: string;
  theirs: string;
}): Promise<
  { status: 'merged'; entry: Replacement } | { status: 'conflict'; files: string[]; reasons: string[] }
> {
  const [was, here, there] = await Promise.all([base, ours, theirs].map(tree => settingsOf(reader, tree)));
  if (there === null) return { status: 'merged', entry: null };
  if (here === null || was?.entry.id === here.entry.id) return { status: 'merged', entry: there.entry };
  const merged = mergeSettings(was?.text ?? '', here.text, there.text);
  if (merged.status === 'conflict') {
    const reasons = [`both changed ${merged.sections.join(', ')} in ${CONFIGURATION}`];
    return { status: 'conflict', files: [CONFIGURATION], reasons };
  }
  if (merged.text === there.text) return { status: 'merged', entry: there.entry };
  const [id] = await writeBlobs(directory, [merged.text]);
  return { status: 'merged', entry: { mode: there.entry.mode, id } };
}

async function settingsOf(reader: ObjectReader, tree: string) {
  const found = await entryAt(reader, tree, CONFIGURATION);
  if (found === null) return null;
  const blob = await reader.read(found.id);
  return { entry: { mode: found.mode, id: found.id }, text: blob?.bytes.toString('utf8') ?? '' };
}
