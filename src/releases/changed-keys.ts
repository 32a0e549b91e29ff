// Which keys of mv.yaml differ in what training reads.

import { TRAINING_SECTIONS } from '../project/training-sections.ts';

type Sections = Record<string, unknown>;

/** `changedKeys(trained, now)` is `['features.columns.temp', 'model.trees']`: dotted, in code-unit order. */
export function changedKeys(before: Sections, now: Sections): string[] {
  const [left, right] = [before, now].map(sections => {
    const values = new Map<string, string>();
    for (const section of TRAINING_SECTIONS) flatten(section, sections[section], values);
    return values;
  });
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter(key => left.get(key) !== right.get(key))
    .sort();
}

function flatten(key: string, value: unknown, into: Map<string, string>): void {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    if (value !== undefined) into.set(key, JSON.stringify(value));
    return;
  }
  for (const [name, inner] of Object.entries(value)) flatten(`${key}.${name}`, inner, into);
}
