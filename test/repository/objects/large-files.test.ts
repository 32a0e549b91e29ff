import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  isRouted,
  parsePointer,
  pointerTo,
  withRoutes,
} from '../../../src/repository/objects/large-files.ts';

test('a pointer is what git-lfs 3.3 writes for the same bytes', () => {
  // printf hello | git lfs clean
  const text =
    'version https://git-lfs.github.com/spec/v1\noid sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\nsize 5\n';
  const pointer = pointerTo(Buffer.from('hello'));
  assert.is(pointer.text, text);
  assert.equal(parsePointer(Buffer.from(text)), { oid: pointer.oid, bytes: 5 });
});

test('what is no pointer is content', () => {
  for (const text of ['', 'hello', '{"format":"git-model/random-forest"}', `version x\n${'y'.repeat(2000)}`])
    assert.is(parsePointer(Buffer.from(text)), null);
});

test('binary models are routed, a model of ours is not; the last line that fits decides', () => {
  const attributes = withRoutes('models/** merge=binary\n');
  assert.ok(attributes.startsWith('models/** merge=binary\n'));
  assert.is(withRoutes(attributes), attributes, 'once is enough');
  assert.ok(isRouted(attributes, 'models/model.skops'));
  assert.ok(isRouted(attributes, 'models/model.onnx'));
  assert.not(isRouted(attributes, 'models/model.json'));
  assert.not(isRouted(attributes, 'models/deep/model.onnx'));
  assert.not(isRouted(`${attributes}models/model.onnx -filter\n`, 'models/model.onnx'));
  assert.ok(isRouted('*.bin filter=lfs\n', 'models/model.bin'));
  assert.ok(isRouted('models/** filter=lfs\n', 'models/deep/model.bin'));
});

test.run();
