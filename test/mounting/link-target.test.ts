// Links of a tree: which stay inside, however they are followed.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { staysInside } from '../../src/mounting/link-target.ts';

test('a link stays inside that goes down, or up no further than the folders it lies in', () => {
  for (const [target, depth] of [
    ['model.json', 0],
    ['./models//model.json', 0],
    ['../src', 1],
    ['../../a/b', 2],
    ['..', 1],
    ['...', 0],
  ] as const) {
    assert.ok(staysInside(target, depth), target);
  }
});

test('a link leads out that is absolute, goes up too far, or up again after it went down', () => {
  for (const [target, depth] of [
    ['/etc/passwd', 5],
    ['..', 0],
    ['../../x', 1],
    // Where "a" is a link to a folder above, this goes further up than it looks.
    ['a/../b', 3],
    ['./../x', 0],
    ['', 0],
  ] as const) {
    assert.not(staysInside(target, depth), target);
  }
});

test.run();
