// Features as they stand in a model file: their names, and how their values become bins.

import { invalidModel } from '../invalid-model.ts';
import { list, numbers, record, text } from '../model-fields.ts';
import { toBase64 } from '../typed-base64.ts';
import { type FeatureBins, MISSING_BIN, MOST_BINS } from './bin-rules.ts';

export function writeFeatures(bins: readonly FeatureBins[]): Record<string, unknown>[] {
  return bins.map(writeFeature);
}

function writeFeature(bins: FeatureBins): Record<string, unknown> {
  if (bins.type === 'numeric') return { name: bins.name, type: bins.type, edges: toBase64(bins.edges) };
  return { name: bins.name, type: bins.type, categories: bins.categories, bins: toBase64(bins.binOf) };
}

/** Throws UserError `invalid-model`. */
export function readFeatures(given: unknown): FeatureBins[] {
  const bins = list(given, 'features').map(readFeature);
  if (bins.length === 0) throw invalidModel('it has no features');
  if (new Set(bins.map(each => each.name)).size !== bins.length)
    throw invalidModel('a feature stands in it twice');
  return bins;
}

function readFeature(given: unknown): FeatureBins {
  const feature = record(given, 'features');
  const name = text(feature['name'], 'name');
  if (feature['type'] === 'numeric') {
    const edges = numbers(feature['edges'], 'edges', Float64Array);
    const ascending = edges.every((edge, i) => (i === 0 ? !Number.isNaN(edge) : edge > edges[i - 1]));
    if (edges.length >= MOST_BINS || !ascending) throw invalidModel(`the edges of "${name}" do not ascend`);
    return { type: 'numeric', name, edges };
  }
  if (feature['type'] !== 'categorical') throw invalidModel(`"${name}" is of no known type`);
  const categories = list(feature['categories'], 'categories').map(category => text(category, 'categories'));
  const binOf = numbers(feature['bins'], 'bins', Uint8Array);
  if (new Set(categories).size !== categories.length || binOf.length !== categories.length) {
    throw invalidModel(`the categories of "${name}" do not add up`);
  }
  if (binOf.includes(MISSING_BIN)) throw invalidModel(`a category of "${name}" has no bin`);
  return { type: 'categorical', name, categories, binOf };
}
