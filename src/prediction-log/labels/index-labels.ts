// The label of a prediction, found by its id or by its key columns. Pure.

import type { HashValue } from '../hash-value.ts';
import type { LoggedPrediction } from '../parse-line.ts';
import { keyOfPrediction, type Label, type LabelName, nameText, sameLabel } from './given-label.ts';
import type { StoredLabel } from './label-line.ts';

/** `time`: when it came, in milliseconds since 1970. */
type FoundLabel = { label: Label; time: number };

export type LabelIndex = {
  /** Null where none has come yet. */
  of(prediction: Pick<LoggedPrediction, 'id' | 'key' | 'features'>): FoundLabel | null;
};

export type LabelCollector = LabelIndex & {
  add(stored: StoredLabel): void;
  /** Labels that differ from the one before them. */
  conflicting(): number;
};

/** Of several labels of a prediction the first holds, in whatever order they are added; none is overwritten by a later one. */
export function indexLabels(hash: HashValue): LabelCollector {
  const found = new Map<string, FoundLabel>();
  /** The lists of key columns that labels came with. */
  const keys = new Map<string, readonly string[]>();
  const hashes = new Map<string, string>();
  const remembering: HashValue = (column, text) => {
    const name = `${column}\0${text}`;
    const known = hashes.get(name) ?? hash(column, text);
    if (hashes.size === MOST_HASHES) hashes.clear();
    hashes.set(name, known);
    return known;
  };
  let conflicting = 0;

  const lookUp = (of: LabelName | null): FoundLabel | null =>
    of === null ? null : (found.get(nameText(of)) ?? null);

  return {
    add({ of, label, time }) {
      if ('on' in of) keys.set(JSON.stringify(of.on), of.on);
      const name = nameText(of);
      const before = found.get(name);
      if (before !== undefined && !sameLabel(before.label, label)) conflicting++;
      if (before === undefined || time < before.time) found.set(name, { label, time });
    },
    of(prediction) {
      let first = lookUp({ id: prediction.id });
      for (const on of keys.values()) {
        const other = lookUp(keyOfPrediction(prediction, on, remembering));
        if (other !== null && (first === null || other.time < first.time)) first = other;
      }
      return first;
    },
    conflicting: () => conflicting,
  };
}

const MOST_HASHES = 100_000;
