import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseModelPath } from '../../../src/serving/inference/model-path.ts';

const names = new Set(['prod', 'a/b', 'x/ready', 'x', 'deep/versions/1', 'ümlaut']);
const parsed = (path: string) => parseModelPath(path, name => names.has(name));

test('a name with slashes is read raw and encoded, with and without a version', () => {
  assert.equal(parsed('prod/infer'), { model: 'prod', version: null, asked: 'infer' });
  assert.equal(parsed('a/b/infer'), { model: 'a/b', version: null, asked: 'infer' });
  assert.equal(parsed('a%2Fb/versions/c0ffee/infer'), { model: 'a/b', version: 'c0ffee', asked: 'infer' });
  assert.equal(parsed('a/b/versions/c0ffee/ready'), { model: 'a/b', version: 'c0ffee', asked: 'ready' });
  assert.equal(parsed('%C3%BCmlaut'), { model: 'ümlaut', version: null, asked: 'metadata' });
});

test('where a path can be read in two ways, the longer name that is served counts', () => {
  assert.equal(parsed('x/ready'), { model: 'x/ready', version: null, asked: 'metadata' });
  assert.equal(parsed('x/ready/ready'), { model: 'x/ready', version: null, asked: 'ready' });
  assert.equal(parsed('deep/versions/1'), { model: 'deep/versions/1', version: null, asked: 'metadata' });
});

test('what is no URL names no model', () => {
  assert.is(parsed('%zz/infer'), null);
  assert.is(parsed('unknown/infer')?.model, 'unknown');
});

test.run();
