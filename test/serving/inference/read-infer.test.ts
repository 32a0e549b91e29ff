// Bodies of the v2 protocol: what is understood, and what is refused before a model sees it.

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Column } from '../../../src/data/table.ts';
import { cellReader } from '../../../src/serving/cells.ts';
import { readInfer } from '../../../src/serving/inference/read-infer.ts';
import { readInvocations } from '../../../src/serving/invocations/read-invocations.ts';
import { Rejection } from '../../../src/serving/rejection.ts';

const reader = cellReader([
  { name: 'temp', type: 'numeric' },
  { name: 'weather', type: 'categorical' },
  { name: 'day', type: 'time', format: 'yyyy-MM-dd' },
]);
const none: ReadonlySet<string> = new Set();
const bodyOf = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const tensor = (name: string, datatype: string, data: unknown[], shape: number[] = [data.length]) => ({
  ...{ name, datatype, shape, data },
});
const read = (value: unknown) => reader.read(readInfer(bodyOf(value), null), none).columns;
/** Missing as null: NaN is not even itself. */
const values = (column: Column) =>
  Array.from((column as { values: Float64Array }).values, value => (Number.isNaN(value) ? null : value));
const refusal = (value: unknown): string => {
  try {
    read(value);
  } catch (error) {
    assert.instance(error, Rejection);
    assert.is((error as Rejection).status, 400);
    return (error as Rejection).message;
  }
  return 'taken';
};

test('a tensor a column, in any order and of any numeric type; null and the words of CSV are missing', () => {
  const [temp, weather, day] = read({
    inputs: [
      tensor('day', 'BYTES', ['2024-01-01', '', '1970-01-02']),
      tensor('weather', 'BYTES', ['sun', 'NA', 'fog'], [3, 1]),
      tensor('temp', 'INT32', [1, null, -2]),
    ],
  });
  assert.equal(values(temp), [1, null, -2]);
  assert.equal(weather, {
    type: 'categorical',
    name: 'weather',
    codes: Int32Array.of(1, -1, 0),
    categories: ['fog', 'sun'],
  });
  assert.equal(values(day), [1704067200000, null, 86_400_000]);
});

test('NaN as writers in Python put it is missing, and a category of that name within a text is left alone', () => {
  const [temp, weather] = read(
    '{"inputs":[{"name":"temp","shape":[1],"datatype":"FP64","data":[NaN]},{"name":"weather","shape":[1],"datatype":"BYTES","data":["a NaN"]},{"name":"day","shape":[1],"datatype":"BYTES","data":[""]}]}',
  );
  assert.equal(values(temp), [null]);
  assert.equal((weather as { categories: string[] }).categories, ['a NaN']);
  assert.match(
    refusal('{"inputs":[{"name":"temp","shape":[1],"datatype":"FP64","data":[Infinity]}]}'),
    'no JSON',
  );
});

test('one table has its columns in the order of the signature, nested or flat', () => {
  const flat = read({
    inputs: [tensor('x', 'BYTES', ['1.5', 'sun', '2024-01-01', '2', 'fog', '2024-01-02'], [2, 3])],
  });
  const nested = read({
    inputs: [
      tensor(
        'x',
        'BYTES',
        [
          ['1.5', 'sun', '2024-01-01'],
          ['2', 'fog', '2024-01-02'],
        ] as never,
        [2, 3],
      ),
    ],
  });
  assert.equal(flat, nested);
  assert.equal((flat[0] as { values: Float64Array }).values, Float64Array.of(1.5, 2));
});

test('binary tensors: doubles, halves and texts, one after the other behind the JSON', () => {
  const doubles = Buffer.alloc(16);
  doubles.writeDoubleLE(0.1, 0);
  doubles.writeDoubleLE(Number.NaN, 8);
  const texts = Buffer.from('\x03\0\0\0sun\0\0\0\0', 'latin1');
  const json = (size: number) =>
    bodyOf({
      inputs: [
        { name: 'temp', datatype: 'FP64', shape: [2], parameters: { binary_data_size: size } },
        { name: 'weather', datatype: 'BYTES', shape: [2], parameters: { binary_data_size: texts.length } },
        tensor('day', 'BYTES', ['2024-01-01', '2024-01-01']),
      ],
    });
  const whole = (size: number, ...parts: Buffer[]) => Buffer.concat([json(size), ...parts]);
  const received = readInfer(whole(16, doubles, texts), json(16).length);
  const [temp, weather] = reader.read(received, none).columns;
  assert.equal(values(temp), [0.1, null]);
  assert.equal((weather as { codes: Int32Array }).codes, Int32Array.of(0, -1));

  const refused = (body: Buffer, length: number) => {
    try {
      readInfer(body, length);
    } catch (error) {
      return (error as Rejection).message;
    }
    return 'taken';
  };
  assert.match(refused(whole(8, doubles, texts), json(8).length), 'has 8 bytes');
  assert.match(refused(whole(16, doubles), json(16).length), 'ends within "weather"');
  assert.match(refused(whole(16, doubles, texts, texts), json(16).length), 'after its last tensor');
  assert.match(refused(whole(16, doubles, texts), 1e9), 'Inference-Header-Content-Length');
  const [one] = reader.read(
    readInfer(
      Buffer.concat([
        bodyOf({
          inputs: [
            { name: 'temp', datatype: 'FP16', shape: [1], parameters: { binary_data_size: 2 } },
            tensor('weather', 'BYTES', ['sun']),
            tensor('day', 'BYTES', ['2024-01-01']),
          ],
        }),
        // IEEE 754 binary16: 0xc000 is -2.
        Buffer.of(0x00, 0xc0),
      ]),
      bodyOf({
        inputs: [
          { name: 'temp', datatype: 'FP16', shape: [1], parameters: { binary_data_size: 2 } },
          tensor('weather', 'BYTES', ['sun']),
          tensor('day', 'BYTES', ['2024-01-01']),
        ],
      }).length,
    ),
    none,
  ).columns;
  assert.equal((one as { values: Float64Array }).values, Float64Array.of(-2));
});

test('what is wrong is named: body, tensor, shape, type, row, and the near name', () => {
  const good = [
    tensor('temp', 'FP64', [1]),
    tensor('weather', 'BYTES', ['sun']),
    tensor('day', 'BYTES', ['2024-01-01']),
  ];
  const without = (at: number, other: unknown) => ({
    inputs: good.map((each, index) => (index === at ? other : each)),
  });
  assert.match(refusal(''), 'empty');
  assert.match(refusal('{"inputs":'), 'no JSON');
  assert.match(refusal('[]'), 'no JSON object');
  assert.match(refusal({}), 'no list of tensors');
  assert.match(refusal({ inputs: good, id: 7 }), '"id" is no text');
  assert.match(refusal({ inputs: good, id: 'x'.repeat(1_000_000) }), 'longer than');
  assert.match(refusal({ inputs: good, id: 'a\r\nset-cookie: b' }), 'control characters');
  assert.match(refusal(without(0, tensor('temp', 'FP64', ['1']))), '"temp", row 1: FP64 takes numbers');
  assert.match(refusal(without(0, tensor('temp', 'FP65', [1]))), 'datatype');
  assert.match(refusal(without(0, tensor('temp', 'FP64', [1, 2]))), 'has 1 rows, "temp" 2');
  assert.match(refusal(without(0, tensor('temp', 'FP64', [1], [2]))), 'its shape [2] asks for 2');
  assert.match(refusal(without(0, tensor('temp', 'FP64', [1], [-1]))), 'shape');
  assert.match(refusal(without(0, tensor('temp', 'FP64', [1], [1, 1, 1]))), 'shape');
  assert.match(refusal(without(0, tensor('tmep', 'FP64', [1]))), 'did you mean "temp"');
  assert.match(
    refusal(without(2, tensor('day', 'BYTES', ['01.01.2024']))),
    '"day", row 1: "01.01.2024" is not a time',
  );
  assert.match(refusal({ inputs: [...good, tensor('temp', 'FP64', [1])] }), 'two inputs "temp"');
  assert.match(refusal({ inputs: good.slice(1) }), 'the input "temp" is not there');
  assert.match(
    refusal({ inputs: [tensor('x', 'FP64', [1, 2], [1, 2])] }),
    'the table has 2 columns, the model 3',
  );
  assert.match(refusal({ inputs: [tensor('temp', 'FP64', [], [0])] }), 'no rows');
});

test('whatever JSON comes, a reader understands it or refuses it: nothing else is thrown', async () => {
  const names = [
    'temp',
    'weather',
    'day',
    'inputs',
    'shape',
    'data',
    'datatype',
    'name',
    'parameters',
    'binary_data_size',
  ];
  const value = fc.letrec(tie => ({
    any: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(...names, 'FP64', 'BYTES', 'INT64', 1, 2, -1, 0.5, null, true),
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.double({ noDefaultInfinity: true }),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...names), tie('any'), { maxKeys: 5 }),
    ),
  })).any;
  const tensors = fc.array(
    fc.record(
      {
        name: fc.oneof(fc.constantFrom('temp', 'weather', 'day'), value),
        datatype: fc.oneof(fc.constantFrom('FP64', 'FP16', 'BYTES', 'UINT64'), value),
        shape: fc.oneof(fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 3 }), value),
        data: value,
        parameters: fc.record({ binary_data_size: fc.oneof(fc.nat(40), value) }),
      },
      { requiredKeys: ['name', 'datatype', 'shape'] },
    ),
    { maxLength: 4 },
  );
  const infer = fc.record(
    { inputs: fc.oneof(tensors, value), outputs: value, id: value, parameters: value },
    { requiredKeys: ['inputs'] },
  );
  const form = fc.constantFrom('dataframe_split', 'dataframe_records', 'instances', 'inputs');
  const invocation = fc
    .tuple(form, fc.oneof(value, fc.record({ columns: value, data: value })))
    .map(([name, table]) => ({ [name]: table }));
  const refuses = (error: unknown) => {
    if (!(error instanceof Rejection) || error.status >= 500) throw error;
  };
  const table = (received: ReturnType<typeof readInfer>) => reader.read(received, none);
  await fc.assert(
    fc.asyncProperty(
      infer,
      invocation,
      fc.uint8Array({ maxLength: 40 }),
      fc.integer({ min: -3, max: 3 }),
      async (tensors, rows, after, off) => {
        const json = bodyOf(tensors);
        for (const [body, length] of [
          [json, null],
          [Buffer.concat([json, after]), json.length + off],
        ] as const) {
          try {
            table(readInfer(body, length));
          } catch (error) {
            refuses(error);
          }
        }
        await readInvocations(bodyOf(rows), undefined)
          .then(received => reader.read(received, none))
          .catch(refuses);
      },
    ),
    {
      numRuns: Number(process.env['GIT_MODEL_FUZZ_RUNS'] ?? 300),
      seed: Number(process.env['GIT_MODEL_FUZZ_SEED'] ?? 1),
    },
  );
});

test.run();
