import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mergeSettings } from '../../src/releases/take-settings.ts';

const BASE = `name: shop
model:
  trees: 5 # few
# who may
environments: [prod]
`;

test('where the environment changed nothing the text of the branch stands to the byte', () => {
  const theirs = BASE.replace('trees: 5 # few', 'trees:   7');
  assert.equal(mergeSettings(BASE, BASE, theirs), { status: 'merged', text: theirs });
});

test('what training reads comes from the branch, what it does not read from whoever changed it', () => {
  const ours = BASE.replace('trees: 5', 'trees: 6').replace('[prod]', '[prod, staging] # both');
  const theirs = BASE.replace('trees: 5', 'trees: 7').replace('shop', 'store');
  assert.equal(mergeSettings(BASE, ours, theirs), {
    status: 'merged',
    text: `name: store
model:
  trees: 7 # few
# who may
environments: [prod, staging] # both
`,
  });
});

test('a section that the environment added or took away is added or taken away', () => {
  const added = mergeSettings(
    BASE,
    `${BASE}comparison:\n  metric: mae\n`,
    BASE.replace('trees: 5', 'trees: 7'),
  );
  assert.match((added as { text: string }).text, 'comparison:\n  metric: mae');
  const taken = mergeSettings(
    `${BASE}comparison: {}\n`,
    BASE,
    `${BASE.replace('trees: 5', 'trees: 7')}comparison: {}\n`,
  );
  assert.not.match((taken as { text: string }).text, 'comparison');
});

test('both sides having changed one guard is a conflict that names it', () => {
  const ours = BASE.replace('[prod]', '[prod, staging]');
  const theirs = BASE.replace('[prod]', '[prod, dev]');
  assert.equal(mergeSettings(BASE, ours, theirs), { status: 'conflict', sections: ['environments'] });
  assert.is(mergeSettings(BASE, ours, `${ours}\n`).status, 'merged', 'the same change twice is none');
});

test('a file that is no mapping is left to whoever reads it', () => {
  assert.equal(mergeSettings(BASE, `${BASE}x: 1\n`, '- a\n'), { status: 'merged', text: '- a\n' });
});

test.run();
