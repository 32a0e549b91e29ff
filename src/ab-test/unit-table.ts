// What is known of each unit, in some forty bytes: there may be millions of them.

import { createHash } from 'node:crypto';

export type UnitTable = {
  /** Place of the unit, made where it is new; `isNew` says of the last call whether it was. */
  place(unit: string): number;
  isNew(): boolean;
  size(): number;
  /** `sums` numbers a unit, all 0 at first. */
  sum(place: number, which: number): number;
  add(place: number, which: number, value: number): void;
};

const HMAC = /^hmac:([0-9a-f]{8})([0-9a-f]{8})$/;

/** Units are told apart by 64 bits: those of their keyed hash in the log, or of SHA-256 where they are anything else. */
export function unitTable(sums: number): UnitTable {
  let slots = new Int32Array(1 << 12).fill(-1);
  let keys = new Uint32Array(1 << 12);
  let values = new Float64Array((1 << 11) * sums);
  let count = 0;
  let made = false;

  const slotOf = (high: number, low: number): number => {
    const mask = slots.length - 1;
    let slot = mixed(high, low) & mask;
    while (slots[slot] !== -1 && (keys[2 * slots[slot]] !== high || keys[2 * slots[slot] + 1] !== low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  const grow = (): void => {
    const wider = new Float64Array(2 * values.length);
    wider.set(values);
    values = wider;
    const more = new Uint32Array(2 * keys.length);
    more.set(keys);
    keys = more;
    slots = new Int32Array(2 * slots.length).fill(-1);
    for (let place = 0; place < count; place++) slots[slotOf(keys[2 * place], keys[2 * place + 1])] = place;
  };

  return {
    place(unit) {
      const [high, low] = keyOf(unit);
      let slot = slotOf(high, low);
      made = slots[slot] === -1;
      if (!made) return slots[slot];
      if (2 * count >= slots.length) {
        grow();
        slot = slotOf(high, low);
      }
      slots[slot] = count;
      keys[2 * count] = high;
      keys[2 * count + 1] = low;
      return count++;
    },
    isNew: () => made,
    size: () => count,
    sum: (place, which) => values[place * sums + which],
    add(place, which, value) {
      values[place * sums + which] += value;
    },
  };
}

/** Keys that are no hashes, as of a test, would otherwise stand in one long row. */
function mixed(high: number, low: number): number {
  let bits = low ^ Math.imul(high, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  return bits ^ (bits >>> 13);
}

function keyOf(unit: string): [number, number] {
  const found = HMAC.exec(unit);
  if (found !== null) return [Number.parseInt(found[1], 16), Number.parseInt(found[2], 16)];
  const digest = createHash('sha256').update(unit).digest();
  return [digest.readUInt32BE(0), digest.readUInt32BE(4)];
}
