// What is known of each unit, in some forty bytes: there may be millions of them.

import { hashBits, hashedPlaces, textBits } from '../prediction-log/hashed-places.ts';

export type UnitTable = {
  /** Place of the unit, made where it is new; `isNew` says of the last call whether it was. */
  place(unit: string): number;
  isNew(): boolean;
  size(): number;
};

/** Units are told apart by 64 bits: those of their keyed hash in the log, or of their text where they are anything else. */
export function unitTable(): UnitTable {
  const places = hashedPlaces();
  const bitsOf = textBits({ high: 0, low: 0 });
  return {
    place(unit) {
      const { high, low } = hashBits(unit) ?? bitsOf(unit);
      return places.place(high, low);
    },
    isNew: places.isNew,
    size: places.size,
  };
}

export type Sums = {
  at(place: number, which: number): number;
  add(place: number, which: number, value: number): void;
  /** Places that something was added to are below it. */
  size(): number;
};

/** `each` numbers a place, all 0 at first. */
export function growingSums(each: number): Sums {
  let values = new Float64Array(1024 * each);
  let size = 0;
  return {
    at: (place, which) => (place < size ? values[place * each + which] : 0),
    add(place, which, value) {
      if (place >= size) {
        size = place + 1;
        if (size * each > values.length) {
          const wider = new Float64Array(Math.max(2 * values.length, size * each));
          wider.set(values);
          values = wider;
        }
      }
      values[place * each + which] += value;
    },
    size: () => size,
  };
}
