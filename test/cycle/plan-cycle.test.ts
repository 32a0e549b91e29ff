import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Candidate, type CycleFacts, planCycle, pullRequestBranch } from '../../src/cycle/plan-cycle.ts';

const YES = { retrain: true, reasons: ['drift in temp'] };
const NO = { retrain: false, reasons: ['no drift'] };
const candidate: Candidate = {
  branch: 'prod-2012-06-01',
  commit: 'c',
  because: 'drift in temp',
  refused: null,
};

function plan(facts: Partial<CycleFacts>) {
  return planCycle({
    environment: 'prod',
    decision: NO,
    retraining: 'to-train',
    release: 'promote',
    pullRequest: null,
    newest: null,
    coolDownDays: 0,
    now: Date.parse('2012-06-05T05:17:00Z'),
    ...facts,
  });
}

test('it trains where monitoring says so and there are newer data, and says why', () => {
  assert.equal(plan({ decision: YES }), { next: 'train', reasons: ['drift in temp'] });
  assert.equal(plan({}), { next: 'nothing', reasons: ['no drift'] });
  const { next, reasons } = plan({ decision: YES, retraining: 'nothing-newer' });
  assert.is(next, 'nothing');
  assert.match(reasons[1], 'prod is made from the newest data already');
});

test('a cool-down counts what rounds before retrained, released or not', () => {
  const newest = { branch: 'prod-2012-06-01', at: '2012-06-01T05:17:40.000Z' };
  const { next, reasons } = plan({ decision: YES, newest, coolDownDays: 7 });
  assert.is(next, 'nothing');
  assert.is(
    reasons[0],
    'cool-down: prod-2012-06-01 was retrained at 2012-06-01T05:17:40.000Z, no other before 2012-06-08T05:17:40.000Z',
  );
  assert.is(plan({ decision: YES, newest, coolDownDays: 3 }).next, 'train');
  // A clock that was set back must not silence what comes.
  const ahead = { ...newest, at: '2013-06-01T00:00:00.000Z' };
  assert.is(plan({ decision: YES, newest: ahead, coolDownDays: 7 }).next, 'train');
  // What waits to be released is carried on all the same.
  assert.is(plan({ retraining: candidate, newest, coolDownDays: 7 }).next, 'release');
});

test('what an earlier round trained is released, though monitoring waits for it by now', () => {
  assert.equal(plan({ retraining: candidate }), { next: 'release', candidate, reasons: ['drift in temp'] });
});

test('what was refused is not tried again', () => {
  const { next, reasons } = plan({
    decision: YES,
    retraining: { ...candidate, refused: '1 of 2 gates failed' },
  });
  assert.is(next, 'nothing');
  assert.match(reasons[0], /refused.*1 of 2 gates failed/);
});

test('a model that a person retrained is released only where monitoring asks for one', () => {
  const byHand = { ...candidate, because: null };
  assert.is(plan({ retraining: byHand }).next, 'nothing');
  assert.equal(plan({ retraining: byHand, decision: YES }), {
    next: 'release',
    candidate: byHand,
    reasons: ['drift in temp'],
  });
});

test('it stops where mv.yaml says: on the branch, or at a pull request that waits', () => {
  assert.match(
    plan({ retraining: candidate, release: 'none' }).reasons[0],
    'git-model promote prod-2012-06-01 prod',
  );
  const asked = { retraining: candidate, release: 'pull-request' } as const;
  assert.is(plan(asked).next, 'release');
  const waiting = plan({ ...asked, pullRequest: pullRequestBranch(candidate.branch, 'prod') });
  assert.equal(waiting.next, 'nothing');
  assert.match(waiting.reasons[0], 'prod-2012-06-01-for-prod holds the release');
});

test.run();
