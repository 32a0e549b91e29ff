import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { claimOf } from '../../src/releases/release.ts';

const claim = (trailers: Record<string, string>) => claimOf({ trailers: new Map(Object.entries(trailers)) });
const PROMOTION = { 'Mv-Kind': 'promotion', 'Mv-Release': '2', 'Mv-Environment': 'prod' };

test('trailers claim a release where kind, number and environment are there', () => {
  assert.equal(claim({ ...PROMOTION, 'Mv-Branch': 'x', 'Mv-Commit': 'a'.repeat(40), 'Mv-Stale': 'src' }), {
    kind: 'promotion',
    release: 2,
    environment: 'prod',
    branch: 'x',
    commit: 'a'.repeat(40),
    restores: null,
    stale: 'src',
    gates: [],
    reason: null,
  });
});

test('gates are read back as they were written; what is none of ours is null', () => {
  const gate = { name: 'small', passed: true, value: 1.5, limit: 3, reason: 'small enough', forced: false };
  assert.equal(claim({ ...PROMOTION, 'Mv-Gates': JSON.stringify([gate]) })?.gates, [gate]);
  for (const text of ['', '{', '{}', '[1]', JSON.stringify([{ ...gate, value: '1' }])])
    assert.is(claim({ ...PROMOTION, 'Mv-Gates': text })?.gates, null, text);
});

test('anything else claims nothing', () => {
  const others: Record<string, string>[] = [
    {},
    { ...PROMOTION, 'Mv-Kind': 'train' },
    { ...PROMOTION, 'Mv-Kind': 'unverified' },
    { ...PROMOTION, 'Mv-Release': '0' },
    { ...PROMOTION, 'Mv-Release': '-1' },
    { ...PROMOTION, 'Mv-Release': '1e3' },
    { ...PROMOTION, 'Mv-Release': '1234567890' },
    { 'Mv-Kind': 'promotion', 'Mv-Release': '2' },
  ];
  for (const trailers of others) assert.is(claim(trailers), null);
});

test('only a whole id is one', () => {
  assert.is(claim({ ...PROMOTION, 'Mv-Commit': 'HEAD', 'Mv-Restores': 'abc' })?.commit, null);
  assert.is(claim({ ...PROMOTION, 'Mv-Restores': `${'a'.repeat(40)}^{tree}` })?.restores, null);
});

test.run();
