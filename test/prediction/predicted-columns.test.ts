import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RowBlock } from '../../src/data/csv/read-blocks.ts';
import type { Prediction } from '../../src/models/learner.ts';
import { headerOf, predictedRows } from '../../src/prediction/predicted-columns.ts';
import { caught } from '../data/caught.ts';
import { numeric, tableOf } from '../data/columns.ts';

/** Rows whose text is one column each. */
function blockOf(...texts: string[]): RowBlock {
  const ends = Uint32Array.from(texts, (_, row) => Buffer.byteLength(texts.slice(0, row + 1).join('')));
  return {
    text: Buffer.from(`${texts.join('')}unused`),
    ends,
    table: tableOf(numeric('x', texts.map(Number))),
  };
}

const written = (block: RowBlock, prediction: Prediction, classes?: readonly string[]) =>
  Buffer.from(predictedRows(block, prediction, { classes })).toString();

test('numbers are the shortest decimals that read back as the same double', () => {
  const values = [0.1 + 0.2, 1e-7, -1.2345678901234567e-308, 5e-324, Number.MAX_VALUE, 1e21, -0, 3];
  const csv = written(blockOf(...values.map(() => 'é')), {
    task: 'regression',
    values: Float64Array.from(values),
  });
  assert.is(
    csv,
    'é,0.30000000000000004\né,1e-7\né,-1.2345678901234567e-308\né,5e-324\né,1.7976931348623157e+308\né,1e+21\né,0\né,3\n',
  );
});

test('classes are quoted where they need it, and stand in the order of the header', () => {
  const prediction: Prediction = {
    task: 'classification',
    classes: ['b,"c"', 'a'],
    codes: Int32Array.of(0, 1),
    probabilities: Float64Array.of(0.75, 0.25, 0.5, 0.5),
  };
  const classes = ['a', 'b,"c"', 'never'];
  assert.is(
    headerOf(['x,y'], 'rows.csv', { classes }),
    '"x,y",prediction,probability_a,"probability_b,""c""",probability_never\n',
  );
  assert.is(written(blockOf('1', '2'), prediction, classes), '1,"b,""c""",0.25,0.75,0\n2,a,0.5,0.5,0\n');
});

test('a name that the input has already is refused', async () => {
  const error = await caught(() => headerOf(['probability_a'], 'rows.csv', { classes: ['a', 'b'] }));
  assert.is(error.code, 'column-taken');
  assert.match(error.message, 'rows.csv has a column "probability_a" already');
});

test.run();
