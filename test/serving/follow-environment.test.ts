// What mv.yaml of the environment says is tried again where it could not be taken.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { followEnvironment } from '../../src/serving/follow-environment.ts';

const settled = () => new Promise(resolve => setImmediate(resolve));

test('an arm that cannot be served leaves the arms as they were, is said once, and is tried again after half a minute or at the next commit', async () => {
  let [now, tip, broken, tries, guards] = [0, 'a', true, 0, 0];
  const said: string[] = [];
  const environment = followEnvironment({
    first: 'a',
    tip: async () => tip,
    guard: async () => {
      guards++;
    },
    async setArms() {
      tries++;
      if (broken) throw new Error(`no such branch\nat ${tip}`);
    },
    rejected: ({ commit, reason }) => said.push(`${commit}: ${reason}`),
    clock: () => now,
  });
  const look = async (milliseconds: number) => {
    now += milliseconds;
    await environment.look();
    await settled();
    return tries;
  };
  assert.is(await look(500), 0, 'nothing has moved');
  tip = 'b';
  assert.is(await look(500), 1);
  assert.equal(environment.refused(), { commit: 'b', reason: 'no such branch', at: now });
  assert.is(await look(29_000), 1);
  assert.is(await look(1_000), 2);
  assert.equal([said, environment.rejections()], [['b: no such branch'], 1]);
  tip = 'c';
  assert.is(await look(500), 3, 'the next commit is tried at once');
  assert.is(environment.rejections(), 2);
  broken = false;
  assert.is(await look(500), 3);
  assert.is(await look(30_000), 4);
  assert.is(environment.refused(), null);
  assert.is(await look(60_000), 4);
  assert.is(guards, 2);
});

test('what may be logged does not wait for an arm that is slow to load, and is asked again where it could not be known', async () => {
  let [tip, knows] = ['a', false];
  const guarded: string[] = [];
  const environment = followEnvironment({
    first: null,
    tip: async () => tip,
    async guard() {
      if (!knows) throw new Error('unreadable');
      guarded.push(tip);
    },
    setArms: () => new Promise(() => {}),
    rejected: () => {},
    clock: () => 0,
  });
  await environment.look();
  knows = true;
  await environment.look();
  tip = 'b';
  await environment.look();
  await environment.look();
  assert.equal(guarded, ['a', 'b']);
});

test.run();
