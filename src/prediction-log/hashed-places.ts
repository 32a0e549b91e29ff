// Names by 64 bits of theirs, in sixteen bytes each: there may be millions of them.

export type HashedPlaces = {
  /** Place of the name whose bits these are, from 0 in the order in which they came; made where it is new. */
  place(high: number, low: number): number;
  /** Whether the last call of `place` made one. */
  isNew(): boolean;
  /** -1 where there is none. */
  find(high: number, low: number): number;
  size(): number;
  /** Forgets all, and keeps the memory. */
  clear(): void;
};

/** Two of n names have the same bits with a chance of n² / 2^65: of a million, 3 in 100 million. */
export function hashedPlaces(): HashedPlaces {
  let slots = new Int32Array(1 << 12).fill(-1);
  let keys = new Uint32Array(1 << 12);
  let count = 0;
  let made = false;

  const slotOf = (high: number, low: number): number => {
    const mask = slots.length - 1;
    let slot = mixed(high, low) & mask;
    for (let at = slots[slot]; at !== -1; at = slots[slot]) {
      if (keys[2 * at] === high && keys[2 * at + 1] === low) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  const grow = (): void => {
    const more = new Uint32Array(2 * keys.length);
    more.set(keys);
    keys = more;
    slots = new Int32Array(2 * slots.length).fill(-1);
    for (let place = 0; place < count; place++) slots[slotOf(keys[2 * place], keys[2 * place + 1])] = place;
  };

  return {
    place(high, low) {
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
    find: (high, low) => slots[slotOf(high, low)],
    size: () => count,
    clear() {
      slots.fill(-1);
      count = 0;
    },
  };
}

/** Numbers that count up, as those of a test, would otherwise stand in one long row. */
function mixed(high: number, low: number): number {
  let bits = low ^ Math.imul(high, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  return bits ^ (bits >>> 13);
}

/** The bits of a text, `high` and `low` of 32 each. */
export type TextBits = { high: number; low: number };

/**
 * Bits of texts as MurmurHash3 of Appleby mixes them, in two lanes of 32 that begin with `seed`: where it is a secret, nobody can
 * choose two texts that are taken for one. One object is given again and again.
 */
export function textBits(seed: TextBits): (text: string) => TextBits {
  const bits: TextBits = { high: 0, low: 0 };
  return text => {
    const { length } = text;
    let [one, other] = [seed.high ^ length, seed.low];
    for (let i = 0; i < length; i += 2) {
      const two = text.charCodeAt(i) | (i + 1 < length ? text.charCodeAt(i + 1) << 16 : 0);
      one = Math.imul(one ^ Math.imul(two, 0xcc9e2d51), 0x1b873593);
      one = (one << 13) | (one >>> 19);
      other = Math.imul(other ^ Math.imul(two, 0x85ebca6b), 0xc2b2ae35);
      other = (other << 17) | (other >>> 15);
    }
    bits.high = finished(one ^ Math.imul(other, 0x9e3779b1)) >>> 0;
    bits.low = finished(other ^ bits.high) >>> 0;
    return bits;
  };
}

function finished(bits: number): number {
  let mixing = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mixing = Math.imul(mixing ^ (mixing >>> 13), 0xc2b2ae35);
  return mixing ^ (mixing >>> 16);
}

/** The bits of a value as `HashValue` writes it, `hmac:` and 16 hexadecimal digits; null for any other text. */
export function hashBits(text: string): TextBits | null {
  if (text.length !== 21 || !text.startsWith('hmac:')) return null;
  const [high, low] = [hexadecimal(text, 5), hexadecimal(text, 13)];
  return high === null || low === null ? null : { high, low };
}

/** Eight digits from `at` on; null where one of them is none. */
function hexadecimal(text: string, at: number): number | null {
  let bits = 0;
  for (let i = at; i < at + 8; i++) {
    const code = text.charCodeAt(i);
    const digit = code <= 57 ? code - 48 : code - 87;
    if (digit < 0 || digit > 15 || (code > 57 && digit < 10)) return null;
    bits = (bits << 4) | digit;
  }
  return bits >>> 0;
}
