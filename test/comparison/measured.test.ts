import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { measuredOf } from '../../src/comparison/measured.ts';
import type { ModelBranch } from '../../src/provenance/model-branch.ts';

const model = (provenance: unknown, recorded: unknown) =>
  ({
    branch: 'a',
    commit: 'c'.repeat(40),
    dataCommit: null,
    provenance,
    recorded,
    metrics: { rmse: 1 },
    staleness: { src: true, config: false, data: false, reasons: ['src/ has changed'] },
    fresh: false,
  }) as unknown as ModelBranch;

test('of a branch that lacks everything nothing is made up', () => {
  const { rows, parameters, stale, dataCommit } = measuredOf(model(null, null));
  assert.equal([rows, parameters, stale, dataCommit], [null, {}, ['src/ has changed'], null]);
});

test('what a person wrote into the files by hand is not taken for what it is not', () => {
  const provenance = (parameters: unknown) => ({ configuration: { parameters } });
  assert.is(measuredOf(model(null, { validation: 'yes' })).rows, null);
  assert.is(measuredOf(model(null, { validation: { rows: 7 } })).rows, null);
  assert.is(measuredOf(model(null, { validation: { rows: 'sha256:x' } })).rows, 'sha256:x');
  assert.equal(measuredOf(model(provenance(['a']), null)).parameters, {});
  assert.equal(measuredOf(model(provenance('trees'), null)).parameters, {});
  assert.equal(measuredOf(model(provenance({ trees: 1 }), null)).parameters, { trees: 1 });
});

test.run();
