import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { parseConfiguration } from '../../src/project/configuration.ts';
import { setKeys } from '../../src/project/set-keys.ts';
import { type Draft, draftConfiguration } from '../../src/scaffolding/draft.ts';

const numeric = (name: string): Draft['columns'][number] => ({
  name,
  type: 'numeric',
  missing: 0,
  reason: '',
});

function draftOf(names: readonly string[], more: Partial<Draft> = {}): string {
  return draftConfiguration({
    name: 'bikes',
    task: 'regression',
    target: names[0],
    time: undefined,
    columns: names.map(numeric),
    calendar: new Map(),
    exclude: [],
    files: ['initial/*.csv', 'updates/*.csv'],
    seed: 42,
    ...more,
  });
}

test('the draft says what was found, and holds every default as it is written', () => {
  const text = draftOf(['cnt', 'dteday', 'casual'], {
    columns: [
      numeric('cnt'),
      { ...numeric('dteday'), type: 'time', format: 'dd/MM/yyyy' },
      numeric('casual'),
    ],
    time: 'dteday',
    calendar: new Map([['dteday', ['month', 'day_of_week']]]),
    exclude: ['casual'],
    seed: 7,
  });
  const configuration = parseConfiguration(text);
  assert.equal(configuration.problem, { task: 'regression', target: 'cnt', time: 'dteday' });
  assert.equal(configuration.features, {
    columns: {
      cnt: 'numeric',
      dteday: { type: 'time', format: 'dd/MM/yyyy', calendar: ['month', 'day_of_week'] },
      casual: 'numeric',
    },
    exclude: ['casual'],
  });
  assert.equal(configuration.training, { seed: 7, calibration: 0.1, interval: 0.9 });
  // What the draft writes out is what holds where it is not written: a line taken out changes nothing.
  const { name, problem, features, model } = parse(text);
  const least = parseConfiguration(JSON.stringify({ name, problem, features, model: { kind: model.kind } }));
  assert.equal({ ...least, training: configuration.training }, configuration);
});

test('a line of --set changes that line and no other', () => {
  const before = draftOf(['cnt', 'temp']);
  const after = setKeys(before, ['model.trees=300', 'features.exclude=[temp]', 'validation.refit=true']);
  const changed = after.split('\n').filter((line, index) => line !== before.split('\n')[index]);
  assert.equal(changed, ['  exclude: [temp]', '  trees: 300', '  refit: true']);
});

test('columns of any name come back as they were', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...' \n"\'\\:,#[]{}&*!|>%@`-?~<=.0a'), minLength: 1, maxLength: 6 }),
    fc.constantFrom(
      'constructor',
      'toString',
      'null',
      'yes',
      '1e3',
      '<<',
      '=SUM(1)',
      '😀',
      'a.b',
      'x'.repeat(2000),
    ),
  );
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 6 }), names => {
      const columns = names.filter(each => each !== '__proto__');
      fc.pre(columns.length >= 2);
      const text = draftOf(columns, { exclude: columns.slice(1) });
      const { features, problem } = parseConfiguration(text);
      // An object counts its names that are whole numbers first.
      assert.equal(Object.keys(features.columns).sort(), [...columns].sort());
      assert.is(problem.target, columns[0]);
      assert.equal(features.exclude, columns.slice(1));
    }),
    { numRuns: 300 },
  );
});

test.run();
