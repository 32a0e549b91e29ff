import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommandError } from '../../src/errors.ts';
import { makeFeatures } from '../../src/features/make-features.ts';
import { openFeatures } from '../../src/features/open-features.ts';
import { givesWholeRow, isWholeRow, learnedRows, wholeRows } from '../../src/features/whole-row.ts';
import type { FeatureColumns } from '../../src/models/learner.ts';
import { tableOf, withSource } from './source-folder.ts';

const template = readFileSync(
  new URL('../../templates/random-forest/src/features.js', import.meta.url),
  'utf8',
);

test('what a new project has is known to give the row as it is, however it is spaced and commented', () => {
  assert.ok(isWholeRow(template));
  assert.ok(isWholeRow(template.replaceAll('\n', '\r\n')));
  assert.ok(
    isWholeRow('\n// one\n\texport function features(row)\n{ return {\n...row }; }'.replace('\n{', ' {')),
  );
});

test('anything else is code that must be run', () => {
  const others = [
    template.replace('return { ...row };', 'return { ...row, x: 1 };'),
    template.replace('return { ...row };', 'return { ...Row };'),
    template.replace('return { ...row };', 'return\n{ ...row };'),
    `${template}\nglobalThis.y = 1;`,
    `import './other.js';\n${template}`,
    // Each ends the comment's line, as the language has it.
    ...['\n', '\r', '\u2028', '\u2029'].map(end => `// a comment${end}globalThis.y = 1;\n${template}`),
    `/*\n${template}\n*/`,
    '',
  ];
  for (const code of others) assert.not(isWholeRow(code), code);
});

test('a folder without the file, and one where it is a link, are for the loader', async () => {
  await withSource({ 'features.js': template }, async folder => assert.ok(givesWholeRow(folder)));
  await withSource({ 'other.js': template }, async folder => assert.not(givesWholeRow(folder)));
});

const values = {
  n: [1.5, null, -0],
  time: [new Date('2011-01-01T05:00Z'), null, new Date('2011-02-03T00:00Z')],
  kind: ['b', 'a', null],
  none: [null, null, null],
  constructor: [1, 2, 3],
  7: ['x', null, 'y'],
};
const inputs = Object.keys(values);
/** Lists, in which one NaN equals another. */
const listed = (features: FeatureColumns) =>
  features.map(each => ({
    ...each,
    ...(each.type === 'numeric' ? { values: [...each.values] } : { codes: [...each.codes] }),
  }));
const calendar = { time: ['month', 'hour'] as const };

test('features are those that the code makes in its process, in the order that the model wants', async () => {
  const table = tableOf(values);
  const expected = [
    { name: 'kind', type: 'categorical' as const },
    { name: 'n', type: 'numeric' as const },
    { name: 'time_month', type: 'numeric' as const },
    { name: 'time_hour', type: 'numeric' as const },
    // Missing in all rows here, and of another type where the model was trained.
    { name: 'none', type: 'categorical' as const },
    { name: 'constructor', type: 'numeric' as const },
    { name: '7', type: 'categorical' as const },
    // No feature: times are left out, and one is not there.
    { name: 'time', type: 'numeric' as const },
    { name: 'gone', type: 'categorical' as const },
  ];
  await withSource({ 'features.js': template }, async sourceDirectory => {
    const made = await makeFeatures({ sourceDirectory, table, inputs, calendar, expected });
    assert.equal(listed(wholeRows({ table, inputs, calendar, expected })), listed(made.features));
  });
});

test('a training is given the same columns in the same order, with the same warnings', async () => {
  const full = tableOf({ ['__proto__']: [4, 5, 6], ...values });
  const unsorted = {
    type: 'categorical' as const,
    name: 'other',
    // One text that no row has, and the others in another order than that of their texts.
    categories: ['z', 'none has it', 'a'],
    codes: Int32Array.of(0, -1, 2),
  };
  const table = { ...full, columns: [...full.columns, unsorted] };
  const request = { table, inputs: table.columns.map(({ name }) => name), calendar };
  await withSource({ 'features.js': template }, async sourceDirectory => {
    const made = await makeFeatures({ ...request, sourceDirectory });
    const learned = learnedRows(request);
    assert.equal(listed(learned.features), listed(made.features));
    assert.equal(learned.warnings, made.warnings);
    assert.is(learned.warnings.length, 1);
  });
});

test('where no column is left but times, there is no feature, in the same words', async () => {
  const request = { table: tableOf({ time: values.time }), inputs: ['time'] };
  await withSource({ 'features.js': template }, async sourceDirectory => {
    const told = await makeFeatures({ ...request, sourceDirectory }).catch((error: CommandError) => error);
    const maker = openFeatures({ sourceDirectory });
    const here = await maker.make(request).catch((error: CommandError) => error);
    assert.is((here as CommandError).code, 'features-invalid');
    assert.is((here as CommandError).message, (told as CommandError).message);
  });
});

test('a feature of another type than the model learned is refused in the same words', async () => {
  const request = { table: tableOf(values), inputs, expected: [{ name: 'kind', type: 'numeric' as const }] };
  await withSource({ 'features.js': template }, async sourceDirectory => {
    const told = await makeFeatures({ ...request, sourceDirectory }).catch((error: CommandError) => error);
    assert.throws(
      () => wholeRows(request),
      (error: CommandError) =>
        error.message === (told as CommandError).message && error.code === 'features-changed-type',
    );
  });
});

test.run();
