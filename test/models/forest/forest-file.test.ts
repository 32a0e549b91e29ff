// A model file comes from anywhere. Whatever its bytes, reading ends in a model or in one clear error.

import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UserError } from '../../../src/errors.ts';
import type { FeatureColumns } from '../../../src/models/learner.ts';
import { randomForest } from '../../../src/models/random-forest.ts';
import { fromBase64, toBase64 } from '../../../src/models/typed-base64.ts';

const features: FeatureColumns = [
  { type: 'numeric', name: 'x', values: Float64Array.from({ length: 40 }, (_, i) => (i * 7) % 40) },
  {
    type: 'categorical',
    name: 'c',
    categories: ['a', 'b', 'c'],
    codes: Int32Array.from({ length: 40 }, (_, i) => (i % 4) - 1),
  },
];
const classes = ['no', 'perhaps', 'yes'];
const parameters = { ...randomForest.defaults, trees: 3 };
const regression = await randomForest.fit({
  features,
  target: { task: 'regression', values: Float64Array.from({ length: 40 }, (_, i) => (i * i) % 23) },
  parameters,
  seed: 1,
});
const classification = await randomForest.fit({
  features,
  target: { task: 'classification', codes: Int32Array.from({ length: 40 }, (_, i) => (i * i) % 3), classes },
  parameters,
  seed: 1,
});

type Document = any;

function changed(change: (document: Document) => void, from = regression): Uint8Array {
  const document = JSON.parse(Buffer.from(from.save()).toString());
  change(document);
  return Buffer.from(JSON.stringify(document));
}

function reasonFor(bytes: Uint8Array): string {
  try {
    randomForest.load(bytes).predict(features);
  } catch (error) {
    assert.instance(error, UserError, String((error as Error).stack));
    assert.is((error as UserError).code, 'invalid-model');
    return (error as UserError).message;
  }
  return 'none';
}

test('what was saved is read back: same predictions, same bytes', () => {
  for (const model of [regression, classification]) {
    const loaded = randomForest.load(model.save());
    assert.equal(loaded.predict(features), model.predict(features));
    assert.equal(loaded.featureImportance(), model.featureImportance());
    assert.equal(loaded.save(), model.save());
  }
});

test('bytes that are no model say so', () => {
  for (const bytes of ['', '{', 'null', '[]', '7', '{}', '{"format":"pickle"}', '[[[['.repeat(20_000)]) {
    assert.match(reasonFor(Buffer.from(bytes)), 'the model file cannot be read');
  }
  assert.match(reasonFor(Uint8Array.of(0x7b, 0xff, 0x7d)), 'no JSON');
});

test('a file of a later version names both versions', () => {
  assert.match(reasonFor(changed(document => Object.assign(document, { version: 2 }))), 'version 2');
});

const wrongs: [string, (document: Document) => void][] = [
  ['a task that is none', d => Object.assign(d, { task: 'clustering' })],
  ['classes of a regression', d => Object.assign(d, { classes: ['a', 'b'] })],
  ['no features', d => Object.assign(d, { features: [] })],
  ['one feature twice', d => Object.assign(d.features[1], { name: 'x' })],
  ['fewer features than its trees use', d => d.features.pop()],
  ['edges that descend', d => Object.assign(d.features[0], { edges: toBase64(Float64Array.of(2, 1)) })],
  [
    'edges that are no numbers',
    d => Object.assign(d.features[0], { edges: toBase64(Float64Array.of(Number.NaN)) }),
  ],
  [
    'too many edges',
    d => Object.assign(d.features[0], { edges: toBase64(new Float64Array(255).map((_, i) => i)) }),
  ],
  ['fewer edges than its trees use', d => Object.assign(d.features[0], { edges: '' })],
  ['a category twice', d => Object.assign(d.features[1], { categories: ['a', 'a', 'b'] })],
  [
    'a category in the bin of missing values',
    d => Object.assign(d.features[1], { bins: toBase64(Uint8Array.of(0, 1, 255)) }),
  ],
  ['no trees', d => Object.assign(d.trees, { sizes: '' })],
  ['a tree of no nodes', d => Object.assign(d.trees, { sizes: toBase64(Uint32Array.of(0)) })],
  [
    'a tree of four billion nodes',
    d => Object.assign(d.trees, { sizes: toBase64(Uint32Array.of(2 ** 32 - 1)) }),
  ],
  [
    'a tree that ends early',
    d => Object.assign(d.trees, { nodes: toBase64(Uint8Array.of(0, 0)), sizes: toBase64(Uint32Array.of(2)) }),
  ],
  [
    'a tree that never ends',
    d =>
      Object.assign(d.trees, { nodes: toBase64(Uint8Array.of(1, 1, 0)), sizes: toBase64(Uint32Array.of(3)) }),
  ],
  ['leaves that are not there', d => Object.assign(d.trees, { leaves: '' })],
  ['leaves too many', d => Object.assign(d.trees, { leaves: d.trees.leaves.replace(/=*$/, '') + 'AAAA' })],
  ['cuts too many', d => Object.assign(d.trees, { cuts: toBase64(new Uint8Array(500)) })],
  ['sets too few', d => Object.assign(d.trees, { sets: '' })],
  [
    'predictions that are not finite',
    d =>
      Object.assign(d.trees, { leaf_table: toBase64(new Float64Array(99).fill(Number.POSITIVE_INFINITY)) }),
  ],
  ['a width that is none', d => Object.assign(d.trees, { node_bytes: 3 })],
  ['a width by a name of every object', d => Object.assign(d.trees, { leaf_bytes: 'constructor' })],
  ['base64 that is none', d => Object.assign(d.trees, { cuts: '%%%' })],
  ['half a number', d => Object.assign(d.trees, { leaf_table: 'AAAA' })],
  ['importances that are no shares', d => Object.assign(d, { importance: toBase64(Float64Array.of(2, -1)) })],
];

for (const [wrong, change] of wrongs) {
  test(`a file with ${wrong} is refused`, () => assert.is.not(reasonFor(changed(change)), 'none'));
}

test('shares of classes that cannot be, or do not fill a leaf, are refused', () => {
  const table = (values: number[]) =>
    changed(d => Object.assign(d.trees, { leaf_table: toBase64(Float64Array.from(values)) }), classification);
  assert.match(reasonFor(table(new Array(30).fill(7))), 'what cannot be');
  assert.match(reasonFor(table(new Array(30).fill(0.9))), 'what cannot be');
  assert.match(reasonFor(table([1])), 'leaf_table');
});

test('any value in any place, and any byte changed, ends in a model or in invalid-model', () => {
  for (const model of [regression, classification]) {
    const bytes = model.save();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const mutant = Uint8Array.from(bytes);
        mutant[at] = byte;
        reasonOrMissing(mutant);
      }),
      { numRuns: 1500, seed: 1 },
    );
    const paths = pathsOf(JSON.parse(Buffer.from(bytes).toString()));
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        reasonOrMissing(
          changed(document => {
            const last = path[path.length - 1];
            path.slice(0, -1).reduce((node, key) => node[key], document)[last] = value;
          }, model),
        );
      }),
      { numRuns: 1500, seed: 2 },
    );
  }
});

/** A changed name or type of a feature leaves a sound model, of other rows. */
function reasonOrMissing(bytes: Uint8Array): void {
  try {
    randomForest.load(bytes).predict(features);
  } catch (error) {
    assert.instance(error, UserError, String((error as Error).stack));
    assert.ok(['invalid-model', 'missing-feature', 'wrong-feature-type'].includes((error as UserError).code));
  }
}

function pathsOf(node: Document, path: (string | number)[] = []): (string | number)[][] {
  if (typeof node !== 'object' || node === null) return [path];
  const own = path.length > 0 ? [path] : [];
  return [...own, ...Object.keys(node).flatMap(key => pathsOf(node[key], [...path, key]))];
}

test('base64 holds little-endian numbers and takes its own writing only', () => {
  assert.is(toBase64(Uint16Array.of(1, 256)), 'AQAAAQ==');
  assert.equal(fromBase64('AQAAAQ==', Uint16Array), Uint16Array.of(1, 256));
  for (const text of ['AQAAAQ', 'AQAAAQ==\n', 'AQAAAR==', 'AQ-_'])
    assert.is(fromBase64(text, Uint16Array), null);
});

test.run();
