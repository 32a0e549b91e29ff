import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readPorcelain } from '../../../src/repository/remotes/push-refs.ts';

// As Git 2.39 prints it.
const SAID = `To /hub/shop.git
 \t1f4c:refs/heads/prod\t8152561..b4cb738
=\t8152:refs/heads/same\t[up to date]
*\t9e20:refs/heads/new\t[new branch]
!\t74cd:refs/heads/late\t[rejected] (fetch first)
!\t083a:refs/heads/held\t[remote rejected] (protected branch hook declined)
Done
`;

test('every ref of a push is taken or refused with the reason', () => {
  assert.equal(Object.fromEntries(readPorcelain(SAID)), {
    'refs/heads/prod': null,
    'refs/heads/same': null,
    'refs/heads/new': null,
    'refs/heads/late': 'fetch first',
    'refs/heads/held': 'protected branch hook declined',
  });
});

test.run();
