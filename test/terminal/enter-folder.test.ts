import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { enterFolder } from '../../src/terminal/enter-folder.ts';

test('the line to type is one that a shell understands', () => {
  const from = '/home/ada';
  assert.equal(enterFolder(from, '/home/ada'), []);
  assert.equal(enterFolder(from, '/home/ada/bikes'), ['cd bikes']);
  assert.equal(enterFolder(from, '/home/team/bikes'), ['cd ../team/bikes']);
  assert.equal(enterFolder(from, '/home/ada/my bikes'), ["cd 'my bikes'"]);
  assert.equal(enterFolder(from, "/home/ada/ada's"), ["cd 'ada'\\''s'"]);
  assert.equal(enterFolder(from, '/home/ada/-bikes'), ["cd -- '-bikes'"]);
  assert.equal(enterFolder(from, '/home/ada/~bikes'), ["cd '~bikes'"]);
});

test.run();
