// A branch that moves faster than its models can be loaded.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommittedModel } from '../../../src/prediction/committed-model.ts';
import { followBranch } from '../../../src/serving/model/followed-branch.ts';
import type { ServedModel } from '../../../src/serving/model/open-served-model.ts';

const committed = (digest: string) =>
  ({
    provenance: { model: { digest }, configuration: { digest: 'c' } },
    sourceTree: 's',
    configuration: { serving: {}, privacy: {} },
  }) as unknown as CommittedModel;

test('of a storm of moves a look loads one, no more than two leave at a time, and the tip is served in the end', async () => {
  let [tip, opened, loading, present, most] = ['0', 0, 0, 1, 0];
  const leaving: (() => void)[] = [];
  const served = (commit: string): ServedModel =>
    ({
      commit,
      restarts: () => 1,
      guard: async () => {},
      retire: () =>
        new Promise<void>(resolve => {
          leaving.push(() => {
            present--;
            resolve();
          });
        }),
    }) as unknown as ServedModel;
  const reloaded: string[] = [];
  const followed = followBranch(
    {
      branch: 'prod',
      tip: async () => tip,
      read: async commit => committed(commit),
      together: async () => {},
      async open(commit) {
        assert.is(++loading, 1, 'one at a time');
        await new Promise(resolve => setTimeout(resolve, 5));
        loading--;
        opened++;
        most = Math.max(most, ++present);
        return served(commit);
      },
    },
    {
      first: served('0'),
      model: committed('0'),
      events: {
        reloaded: ({ to }) => reloaded.push(to),
        rejected: ({ reason }) => assert.unreachable(reason),
      },
      clock: () => performance.now(),
    },
  );
  for (let move = 1; move <= 300; move++) {
    tip = String(move);
    void followed.look();
    if (move % 10 === 0) await new Promise(resolve => setTimeout(resolve, 1));
  }
  // Two have been replaced and still answer: nothing is loaded until one of them is through.
  await new Promise(resolve => setTimeout(resolve, 30));
  void followed.look();
  await new Promise(resolve => setTimeout(resolve, 30));
  assert.ok(opened <= 2 && most <= 3, `${opened} were opened, ${most} at once`);
  while (followed.current().commit !== '300') {
    leaving.shift()?.();
    await followed.look();
  }
  assert.is(reloaded.at(-1), '300');
  assert.ok(opened <= 4, `${opened}`);
  const restarts = followed.restarts();
  leaving.shift()?.();
  await new Promise(resolve => setTimeout(resolve, 1));
  assert.is(followed.restarts(), restarts, 'what a model counted stays counted when it is gone');
});

test.run();
