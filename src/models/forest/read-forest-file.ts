// A model file of a random forest, distrusted: every field is what it should be, or the file is refused.

import { type FeatureBins, MISSING_BIN, MOST_BINS } from '../binning/bin-rules.ts';
import { invalidModel } from '../invalid-model.ts';
import type { StoredTrees } from '../trees/stored-trees.ts';
import { fromBase64, type NumberArray } from '../typed-base64.ts';
import { FOREST_FORMAT, FOREST_VERSION, type Forest, outputsOf } from './forest-file.ts';

/** Reads `document`, the parsed file. The trees' shape is checked where they are laid out. Throws UserError `invalid-model`. */
export function readForest(document: Record<string, unknown>): Forest {
  if (document['format'] !== FOREST_FORMAT) throw invalidModel('it is no random forest');
  if (document['version'] !== FOREST_VERSION) {
    throw invalidModel(
      `it is of version ${JSON.stringify(document['version'])}, this program reads version ${FOREST_VERSION}`,
    );
  }
  const classes = readClasses(document['task'], document['classes']);
  const bins = list(document['features'], 'features').map(readFeature);
  if (bins.length === 0) throw invalidModel('it has no features');
  if (new Set(bins.map(each => each.name)).size !== bins.length)
    throw invalidModel('a feature stands in it twice');
  const importance = numbers(document['importance'], 'importance', Float64Array);
  if (importance.length !== bins.length || !importance.every(isShare))
    throw invalidModel('"importance" is no list of shares');
  return {
    bins,
    classes,
    importance,
    trees: readTrees(document['trees'], outputsOf(classes), classes !== null),
  };
}

function readClasses(task: unknown, classes: unknown): string[] | null {
  if (task === 'regression' && classes === null) return null;
  if (task !== 'classification') throw invalidModel(`its task is ${JSON.stringify(task)}`);
  const names = list(classes, 'classes').map(name => text(name, 'classes'));
  if (names.length < 2 || new Set(names).size !== names.length)
    throw invalidModel('"classes" are not two or more names');
  return names;
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

function readTrees(given: unknown, outputs: number, shares: boolean): StoredTrees {
  const trees = record(given, 'trees');
  const nodeType = { 1: Uint8Array, 2: Uint16Array }[trees['node_bytes'] as 1 | 2];
  const leafType = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[trees['leaf_bytes'] as 1 | 2 | 4];
  if (!nodeType || !leafType) throw invalidModel('its numbers are of no known width');
  const leafTable = numbers(trees['leaf_table'], 'leaf_table', Float64Array);
  if (leafTable.length % outputs !== 0) throw invalidModel('"leaf_table" does not add up');
  const possible = leafTable.every(shares ? isShare : Number.isFinite);
  if (!possible || (outputs > 1 && !rowsSumToOne(leafTable, outputs))) {
    throw invalidModel('a leaf predicts what cannot be');
  }
  const sizes = numbers(trees['sizes'], 'sizes', Uint32Array);
  if (sizes.length === 0) throw invalidModel('it has no trees');
  return {
    sizes,
    nodes: new Uint16Array(numbers<Uint8Array | Uint16Array>(trees['nodes'], 'nodes', nodeType)),
    cuts: numbers(trees['cuts'], 'cuts', Uint8Array),
    sets: numbers(trees['sets'], 'sets', Uint8Array),
    leaves: new Uint32Array(
      numbers<Uint8Array | Uint16Array | Uint32Array>(trees['leaves'], 'leaves', leafType),
    ),
    leafTable,
    outputs,
  };
}

const isShare = (value: number) => value >= 0 && value <= 1 + 1e-9;

function rowsSumToOne(table: Float64Array, outputs: number): boolean {
  for (let at = 0; at < table.length; at += outputs) {
    let sum = 0;
    for (let i = 0; i < outputs; i++) sum += table[at + i];
    if (Math.abs(sum - 1) > 1e-9) return false;
  }
  return true;
}

function record(given: unknown, name: string): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalidModel(`"${name}" is no object`);
  return given as Record<string, unknown>;
}

function list(given: unknown, name: string): unknown[] {
  if (!Array.isArray(given)) throw invalidModel(`"${name}" is no list`);
  return given;
}

function text(given: unknown, name: string): string {
  if (typeof given !== 'string') throw invalidModel(`"${name}" is no text`);
  return given;
}

function numbers<A extends NumberArray>(
  given: unknown,
  name: string,
  type: { readonly BYTES_PER_ELEMENT: number; new (length: number): A },
): A {
  const array = fromBase64(text(given, name), type);
  if (!array) throw invalidModel(`"${name}" is no list of numbers in base64`);
  return array;
}
