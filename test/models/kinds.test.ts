import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UserError } from '../../src/errors.ts';
import { learnerOfKind, loadModel, modelKinds } from '../../src/models/kinds.ts';

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.instance(error, UserError);
  return (error as UserError).code;
}

test('a learner is found by its kind, and its file by its format', async () => {
  for (const kind of modelKinds()) {
    const learner = await learnerOfKind(kind);
    assert.is(learner.kind, kind);
    const features = [{ type: 'numeric' as const, name: 'x', values: Float64Array.of(1, 2, 3) }];
    const target = { task: 'regression' as const, values: Float64Array.of(1, 2, 3) };
    const model = await learner.fit({ features, target, parameters: learner.defaults, seed: 1 });
    const loaded = await loadModel(model.save());
    assert.is(loaded.kind, kind);
    assert.equal(loaded.predict(features), model.predict(features));
  }
});

test('a kind that is none is refused with those that are', async () => {
  assert.is(await codeOf(learnerOfKind('forest')), 'unknown-model-kind');
  assert.is(await codeOf(learnerOfKind('constructor')), 'unknown-model-kind');
});

test('a file of no format of ours is refused', async () => {
  for (const text of [
    '',
    '{}',
    '{"format":"git-model/pickle"}',
    '{"format":"git-model/constructor"}',
    'PK\u0003\u0004',
  ]) {
    assert.is(await codeOf(loadModel(Buffer.from(text))), 'invalid-model');
  }
});

test.run();
