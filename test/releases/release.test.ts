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
  });
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
