import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type PushFacts, planPush } from '../../src/sharing/plan-push.ts';

const OURS = 'a'.repeat(40);
const THEIRS = 'b'.repeat(40);

type Facts = PushFacts['branches'][number];

function decided(facts: Partial<Facts>, remoteIsEmpty = false) {
  const branch: Facts = {
    name: 'feature-x',
    commit: OURS,
    isEnvironment: false,
    theirs: THEIRS,
    standing: 'ahead',
    seen: THEIRS,
    pin: null,
    ...facts,
  };
  return planPush({ remote: 'origin', branches: [branch], remoteIsEmpty })[0]?.action ?? 'unlisted';
}

test('what is ahead goes, what has parted is refused, what is behind stays', () => {
  assert.is(decided({ standing: 'ahead' }), 'push');
  assert.is(decided({ standing: 'diverged' }), 'refuse');
  assert.is(decided({ standing: 'behind' }), 'leave');
});

test('an experiment that is there already is not spoken of, an environment is', () => {
  assert.is(decided({ standing: 'same' }), 'unlisted');
  assert.is(decided({ standing: 'same', isEnvironment: true }), 'leave');
});

test('a commit of theirs that is not here is theirs alone only where ours is what was last seen', () => {
  assert.is(decided({ standing: 'unknown', seen: OURS }), 'leave');
  assert.is(decided({ standing: 'unknown', seen: THEIRS }), 'refuse');
});

test('what was deleted there stays deleted until it has something new', () => {
  assert.is(decided({ standing: 'absent', theirs: null, seen: OURS }), 'leave');
  assert.is(decided({ standing: 'absent', theirs: null, seen: THEIRS }), 'push');
  assert.is(decided({ standing: 'absent', theirs: null, seen: null }), 'push');
  assert.is(decided({ standing: 'absent', theirs: null, seen: OURS, isEnvironment: true }), 'push');
  assert.is(decided({ standing: 'absent', theirs: null, seen: OURS }, true), 'push', 'a new remote');
});

test.run();
