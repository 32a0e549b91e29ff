// The label of a prediction, found by its id or by its key columns. Pure.

import type { HashValue } from '../hash-value.ts';
import { hashBits, hashedPlaces, textBits } from '../hashed-places.ts';
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
  /** Whether some name their prediction by its columns. */
  byColumns(): boolean;
};

/**
 * Of several labels of a prediction the first holds, in whatever order they are added; none is overwritten by a later one.
 * A label takes some forty bytes: names are told apart by 64 bits of a hash that is keyed with `hash`.
 */
export function indexLabels(hash: HashValue): LabelCollector {
  const places = hashedPlaces();
  const bitsOf = textBits(hashBits(hash('name', '')) ?? { high: 0, low: 0 });
  const kept = labelColumn();
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

  const lookUp = (of: LabelName | null): FoundLabel | null => {
    if (of === null) return null;
    const { high, low } = bitsOf(nameText(of));
    const place = places.find(high, low);
    return place === -1 ? null : kept.at(place);
  };

  return {
    add({ of, label, time }) {
      if ('on' in of) keys.set(JSON.stringify(of.on), of.on);
      const { high, low } = bitsOf(nameText(of));
      const place = places.place(high, low);
      const before = places.isNew() ? null : kept.at(place);
      if (before !== null && !sameLabel(before.label, label)) conflicting++;
      if (before === null || time < before.time) kept.put(place, label, time);
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
    byColumns: () => keys.size > 0,
  };
}

const MOST_HASHES = 100_000;

/** Labels and their times by place, in 16 bytes each and one; a text is kept once, however often it comes. */
function labelColumn(): {
  at(place: number): FoundLabel;
  put(place: number, label: Label, time: number): void;
} {
  let values = new Float64Array(1024);
  let times = new Float64Array(1024);
  let areTexts = new Uint8Array(1024);
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  const grow = (): void => {
    const length = 2 * values.length;
    const [before, timesBefore, textsBefore] = [values, times, areTexts];
    values = new Float64Array(length);
    times = new Float64Array(length);
    areTexts = new Uint8Array(length);
    values.set(before);
    times.set(timesBefore);
    areTexts.set(textsBefore);
  };
  return {
    at: place => ({
      label: areTexts[place] === 1 ? texts[values[place]] : values[place],
      time: times[place],
    }),
    put(place, label, time) {
      if (place >= values.length) grow();
      times[place] = time;
      areTexts[place] = typeof label === 'string' ? 1 : 0;
      if (typeof label === 'number') {
        values[place] = label;
        return;
      }
      let number = numbers.get(label);
      if (number === undefined) {
        number = texts.push(label) - 1;
        numbers.set(label, number);
      }
      values[place] = number;
    },
  };
}
