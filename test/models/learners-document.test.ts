// docs/learners.md lists every parameter of every kind as the tables of the code have it.

import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { modelKinds } from '../../src/models/kinds.ts';
import { parameterTables } from '../../src/models/parameter-tables.ts';
import { describeValues } from '../../src/models/parameters.ts';

const text = readFileSync(new URL('../../docs/learners.md', import.meta.url), 'utf8');

/** The row of a parameter as it must stand in the document. */
function rowOf(
  name: string,
  {
    default: value,
    scikitLearn,
    values,
    about,
  }: (typeof parameterTables)[keyof typeof parameterTables][string],
) {
  const peer = scikitLearn === null ? '' : `\`${scikitLearn}\``;
  return `| \`${name}\` | \`${value}\` | ${describeValues(values)} | ${peer} | ${about} |`;
}

test('every kind of model has its table of parameters', () => {
  assert.equal(Object.keys(parameterTables).sort(), modelKinds());
});

for (const [kind, table] of Object.entries(parameterTables)) {
  test(`docs/learners.md has the parameters of ${kind}, and no others`, () => {
    const section = text.split(/^## /m).find(part => part.startsWith(`${kind}\n`)) ?? '';
    const expected = Object.entries(table).map(([name, parameter]) => rowOf(name, parameter));
    const found = section.split('\n').filter(line => line.startsWith('| `'));
    assert.equal(found, expected);
  });
}

test.run();
