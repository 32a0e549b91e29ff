import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type PullFacts, planPull } from '../../src/sharing/plan-pull.ts';

const OURS = 'a'.repeat(40);
const THEIRS = 'b'.repeat(40);

function planned(facts: Partial<PullFacts['branches'][number]>) {
  const branch = {
    name: 'prod',
    isEnvironment: true,
    ours: OURS,
    theirs: THEIRS,
    standing: 'behind' as const,
    onlyReleases: false,
    ...facts,
  };
  const { action, after } = planPull({ remote: 'origin', branches: [branch] })[0];
  return [action, after];
}

test('what is behind goes forward, what is new is made, what is ahead or gone stays', () => {
  assert.equal(planned({}), ['forward', THEIRS]);
  assert.equal(planned({ ours: null, standing: 'absent' }), ['make', THEIRS]);
  assert.equal(planned({ standing: 'ahead' }), ['leave', OURS]);
  assert.equal(planned({ theirs: null, standing: 'absent' }), ['leave', OURS]);
});

test('what has parted gives way only where all of it are releases', () => {
  assert.equal(planned({ standing: 'diverged', onlyReleases: true }), ['set-aside', THEIRS]);
  assert.equal(planned({ standing: 'diverged' }), ['stuck', OURS]);
});

test.run();
