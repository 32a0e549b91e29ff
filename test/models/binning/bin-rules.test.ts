import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { binCount, MISSING_BIN, makeBins } from '../../../src/models/binning/bin-rules.ts';
import { binRows } from '../../../src/models/binning/binned-rows.ts';
import { midpoint } from '../../../src/models/binning/edges.ts';

const numeric = (values: number[]) => [
  { type: 'numeric' as const, name: 'x', values: Float64Array.from(values) },
];
const edgesOf = (values: number[], most?: number) => {
  const [bins] = makeBins(numeric(values), most);
  return bins.type === 'numeric' ? [...bins.edges] : [];
};

test('few distinct values: an edge midway between each two', () => {
  assert.equal(edgesOf([4, 1, 2, 2, Number.NaN]), [1.5, 3]);
  assert.equal(edgesOf([]), []);
  assert.equal(edgesOf([Number.NaN]), []);
  assert.equal(edgesOf([-0, 0]), []);
});

test('many distinct values: edges at equal shares of the rows', () => {
  // numpy 2 percentile(range(100), [25, 50, 75], method='averaged_inverted_cdf'): 24.5, 49.5, 74.5.
  assert.equal(
    edgesOf(
      Array.from({ length: 100 }, (_, i) => i),
      4,
    ),
    [24.5, 49.5, 74.5],
  );
  assert.equal(edgesOf([1, 1, 1, 1, 1, 1, 1, 2, 3, 4], 3), [1]);
});

test('every value lands in the first bin whose edge is not below it', () => {
  const values = Array.from({ length: 1000 }, (_, i) => ((i * 37) % 1000) / 7);
  const features = numeric([...values, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  for (const most of [2, 3, 17, 64, 255]) {
    const bins = makeBins(numeric(values), most);
    const [{ edges }] = bins as { edges: Float64Array }[];
    const { cells, stride } = binRows(bins, features);
    values.forEach((value, row) => {
      assert.is(cells[row * stride], edges.filter(edge => edge < value).length);
    });
    assert.is(cells[1000 * stride], MISSING_BIN);
    assert.is(cells[1001 * stride], binCount(bins[0]) - 1);
    assert.is(cells[1002 * stride], 0);
  }
});

test('between neighbouring or infinite numbers the lower is the middle', () => {
  assert.is(midpoint(1, 2), 1.5);
  assert.is(midpoint(1, 1 + Number.EPSILON), 1);
  assert.is(midpoint(Number.NEGATIVE_INFINITY, 3), Number.NEGATIVE_INFINITY);
  assert.is(midpoint(3, Number.POSITIVE_INFINITY), 3);
  assert.is(midpoint(1.7e308, 1.75e308), 1.725e308);
});

test('more categories than bins: the rarest share the last', () => {
  const categories = ['a', 'b', 'c', 'd'];
  const codes = Int32Array.of(0, 1, 1, 2, 3, 3, 3);
  const [bins] = makeBins([{ type: 'categorical', name: 'c', categories, codes }], 3);
  assert.equal(bins.type === 'categorical' && [...bins.binOf], [2, 0, 2, 1]);
});

test.run();
