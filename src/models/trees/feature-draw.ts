// Which features a node looks at: all that vary in it, in their order, or some of them drawn.

import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { SplitSearch } from './split.ts';
import { belowOf } from './tree-random.ts';

export class FeatureDraw {
  readonly #features: number;
  readonly #wanted: number;
  readonly #random: RandomGenerator;
  readonly #pool: Uint16Array;

  constructor(features: number, wanted: number, random: RandomGenerator) {
    this.#features = features;
    this.#wanted = wanted;
    this.#random = random;
    this.#pool = new Uint16Array(features);
  }

  /** All features: what the root of a tree knows. */
  all(): Uint16Array {
    return Uint16Array.from({ length: this.#features }, (_, feature) => feature);
  }

  /**
   * Lets `search`, which has entered a node of `size` rows, try features. `known` are those not known to be constant
   * in it; those that its children should look at are written to `kept`. Returns how many.
   */
  search(search: SplitSearch, size: number, known: Uint16Array, count: number, kept: Uint16Array): number {
    return this.#wanted >= this.#features
      ? this.#searchAll(search, size, known, count, kept)
      : this.#searchDrawn(search, size, known, count, kept);
  }

  #searchAll(
    search: SplitSearch,
    size: number,
    known: Uint16Array,
    count: number,
    kept: Uint16Array,
  ): number {
    let left = 0;
    for (let i = 0; i < count; i++) {
      if (!search.tryFeature(known[i])) continue;
      kept[left++] = known[i];
      // Two rows can be parted in one way only, so no other feature does better.
      if (size === 2 && search.best.feature >= 0) break;
    }
    return left;
  }

  /**
   * Draws until enough were looked at and one of them varied: scikit-learn's rule, in which a feature that is
   * constant in the node counts as looked at.
   */
  #searchDrawn(
    search: SplitSearch,
    size: number,
    known: Uint16Array,
    count: number,
    kept: Uint16Array,
  ): number {
    const pool = this.#pool;
    for (let i = 0; i < count; i++) pool[i] = known[i];
    let constant = this.#features - count;
    let varying = count;
    let looked = 0;
    let useful = 0;
    let left = 0;
    while (varying > 0 && (looked < this.#wanted || useful === 0)) {
      const drawn = belowOf(this.#random, constant + varying) - constant;
      looked++;
      if (drawn < 0) {
        constant--;
        continue;
      }
      const feature = pool[drawn];
      pool[drawn] = pool[--varying];
      if (!search.tryFeature(feature)) continue;
      kept[left++] = feature;
      useful++;
      if (size === 2 && search.best.feature >= 0) break;
    }
    for (let i = 0; i < varying; i++) kept[left++] = pool[i];
    return left;
  }
}
