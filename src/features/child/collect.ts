// What features(row) returned, gathered into typed arrays, a block of rows at a time.

import { badValue, featuresOf, mixedKinds } from './bad-features.ts';

/** The values of one feature in one block. A feature with nothing but missing values so far is not sent. */
export type CollectedFeature =
  | { name: string; type: 'numeric'; values: Float64Array }
  /** `codes` count in order of first appearance over the whole table; `added` are the texts new in this block. */
  | { name: string; type: 'categorical'; codes: Int32Array; added: string[] };

type Feature = {
  name: string;
  /** What the first value was that is not missing, and in which row. */
  type: 'unknown' | 'numeric' | 'categorical';
  firstRow: number;
  firstValue: unknown;
  values: Float64Array;
  codes: Int32Array;
  codeOf: Map<string, number>;
  added: string[];
};

export type Collector = {
  /** Makes room for the next block; `firstRow` is its first row in the table. */
  begin(rows: number, firstRow: number): void;
  /** Takes the features of the block's row at `index`. Throws FeatureProblem where a value is not one a model can see. */
  add(result: unknown, index: number): void;
  /** Every name seen so far, in order of first appearance; those with no value yet have no entry in `features`. */
  end(): { names: string[]; features: CollectedFeature[] };
  /** One value as it stands in the block, null where missing; to compare two calls on one row. */
  valueAt(name: string, index: number): number | string | null;
};

const NO_VALUES = new Float64Array(0);
const NO_CODES = new Int32Array(0);

export function collector(): Collector {
  const byName = new Map<string, Feature>();
  // Features by their place in the returned object, which rarely changes from row to row: saves the look-up.
  const byPlace: Feature[] = [];
  let blockRows = 0;
  let blockStart = 0;

  function featureNamed(name: string, place: number): Feature {
    let feature = byName.get(name);
    if (!feature) {
      feature = {
        name,
        type: 'unknown',
        firstRow: -1,
        firstValue: null,
        values: NO_VALUES,
        codes: NO_CODES,
        codeOf: new Map(),
        added: [],
      };
      byName.set(name, feature);
    }
    byPlace[place] = feature;
    return feature;
  }

  function settle(feature: Feature, type: 'numeric' | 'categorical', value: unknown, index: number): void {
    if (feature.type !== 'unknown') {
      const first = { value: feature.firstValue, row: feature.firstRow };
      throw mixedKinds({ name: feature.name, first, second: { value, row: blockStart + index } });
    }
    feature.type = type;
    feature.firstRow = blockStart + index;
    feature.firstValue = value;
    makeRoom(feature, blockRows);
  }

  function addNumber(feature: Feature, value: number, index: number): void {
    if (Number.isNaN(value)) return;
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
      throw badValue(feature.name, value);
    }
    if (feature.type !== 'numeric') settle(feature, 'numeric', value, index);
    feature.values[index] = value;
  }

  function addText(feature: Feature, value: string, index: number): void {
    if (feature.type !== 'categorical') settle(feature, 'categorical', value, index);
    let code = feature.codeOf.get(value);
    if (code === undefined) {
      code = feature.codeOf.size;
      feature.codeOf.set(value, code);
      feature.added.push(value);
    }
    feature.codes[index] = code;
  }

  return {
    begin(rows, firstRow) {
      blockRows = rows;
      blockStart = firstRow;
      for (const feature of byName.values()) makeRoom(feature, rows);
    },

    add(result, index) {
      const features = featuresOf(result);
      const names = Object.keys(features);
      for (let place = 0; place < names.length; place++) {
        const name = names[place];
        const known = byPlace[place];
        const feature = known !== undefined && known.name === name ? known : featureNamed(name, place);
        const value = features[name];
        if (typeof value === 'number') addNumber(feature, value, index);
        else if (typeof value === 'string') addText(feature, value, index);
        else if (typeof value === 'boolean') addNumber(feature, value ? 1 : 0, index);
        else if (value !== null && value !== undefined) throw badValue(name, value);
      }
    },

    end() {
      const features: CollectedFeature[] = [];
      for (const { name, type, values, codes, added } of byName.values()) {
        if (type === 'numeric') features.push({ name, type, values });
        if (type === 'categorical') features.push({ name, type, codes, added });
      }
      return { names: [...byName.keys()], features };
    },

    valueAt(name, index) {
      const feature = byName.get(name);
      if (feature?.type === 'numeric')
        return Number.isNaN(feature.values[index]) ? null : feature.values[index];
      if (feature?.type !== 'categorical' || feature.codes[index] < 0) return null;
      for (const [text, code] of feature.codeOf) if (code === feature.codes[index]) return text;
      return null;
    },
  };
}

function makeRoom(feature: Feature, rows: number): void {
  feature.added = [];
  if (feature.type === 'numeric') feature.values = new Float64Array(rows).fill(Number.NaN);
  if (feature.type === 'categorical') feature.codes = new Int32Array(rows).fill(-1);
}
