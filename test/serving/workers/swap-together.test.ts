import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { swapTogether } from '../../../src/serving/workers/swap-together.ts';

/** Workers 1 to `size`; `swapped` lists whose swap was allowed, in order. */
function team(size: number, patience?: number) {
  const members = Array.from({ length: size }, (_, at) => at + 1);
  const swaps = swapTogether(() => members, patience);
  const swapped: string[] = [];
  const ready = (member: number, commit: string) =>
    swaps.ready(member, 'prod', commit).then(() => swapped.push(`${member} ${commit}`));
  return { ...swaps, ready, swapped, members };
}

const settled = () => new Promise(resolve => setTimeout(resolve, 5));

test('nobody answers with a new model before all can', async () => {
  const { ready, swapped } = team(3);
  void ready(2, 'b');
  void ready(1, 'b');
  await settled();
  assert.equal(swapped, []);
  await ready(3, 'b');
  assert.equal(swapped, ['2 b', '1 b', '3 b']);
});

test('who refuses a commit, or is gone, is not waited for', async () => {
  const { ready, refused, left, members, swapped } = team(3);
  void ready(1, 'b');
  refused(2, 'prod', 'b');
  await settled();
  assert.equal(swapped, []);
  members.splice(2, 1);
  left(3);
  await settled();
  assert.equal(swapped, ['1 b']);
});

test('of two moves in a row one may see only the last: nobody waits for the first', async () => {
  const { ready, swapped } = team(2);
  void ready(1, 'b');
  await ready(2, 'c');
  await ready(1, 'c');
  assert.equal(swapped, ['1 b', '2 c', '1 c']);
});

test('one that takes too long is left behind', async () => {
  const { ready, swapped } = team(2, 10);
  await ready(1, 'b');
  assert.equal(swapped, ['1 b']);
});

test.run();
