import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { releaseMessage } from '../../src/releases/message.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const PROMOTION = {
  kind: 'promotion',
  environment: 'prod',
  release: 4,
  branch: { name: 'rush-hours', commit: A },
  before: { metrics: { rmse: 41.9, mae: 25.31, r2_score: 0.9 }, dataCommit: B, sameRows: true },
  metrics: { rmse: 38.6, mae: 24.9, r2_score: 0.93 },
  dataCommit: B,
  stale: [],
  restores: null,
} as const;

test('a promotion reads as a person would put it', () => {
  assert.is(
    releaseMessage(PROMOTION),
    `Release 4 of prod: promote rush-hours, rmse 38.60

rmse       41.90  ->   38.60   -7.9 %
mae        25.31  ->   24.90   -1.6 %
r2_score  0.9000  ->  0.9300  +0.0300

Mv-Kind: promotion
Mv-Release: 4
Mv-Environment: prod
Mv-Branch: rush-hours
Mv-Commit: ${A}
Mv-Data: ${B}
`,
  );
});

test('scores on other rows are not put side by side, and a moved pin is said', () => {
  const before = { ...PROMOTION.before, sameRows: false };
  const text = releaseMessage({ ...PROMOTION, before, dataCommit: A });
  assert.match(text, '\nrmse       38.60\nmae        24.90\n');
  assert.match(text, 'Data: bbbbbbb -> aaaaaaa.\nMeasured on other rows than the release before');
});

test('what was stale is said to people and to programs', () => {
  const text = releaseMessage({
    ...PROMOTION,
    stale: ['src', 'data'],
    staleReasons: ['src/ has changed since the model was made'],
  });
  assert.match(text, 'Released though stale, with --allow-stale: src/ has changed since the model was made.');
  assert.match(text, '\nMv-Stale: src, data\n');
});

test('a rollback names the release, or the commit where it has no number', () => {
  const rollback = { ...PROMOTION, kind: 'rollback', branch: null, before: null } as const;
  assert.match(
    releaseMessage({ ...rollback, restores: { release: 2, commit: A } }),
    /^Release 4 of prod: roll back to release 2, rmse 38\.60\n/,
  );
  assert.match(
    releaseMessage({ ...rollback, restores: { release: null, commit: A } }),
    /^Release 4 of prod: roll back to aaaaaaa, /,
  );
  assert.match(releaseMessage({ ...rollback, restores: { release: 2, commit: A } }), `\nMv-Restores: ${A}\n`);
});

test('a model without scores has a message all the same', () => {
  assert.match(
    releaseMessage({ ...PROMOTION, metrics: {} }),
    /^Release 4 of prod: promote rush-hours\n\nMv-Kind/,
  );
});

test.run();
