import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decide } from '../../../src/monitoring/decisions/decide.ts';
import type { Facts, PolicyGroup } from '../../../src/monitoring/decisions/policies.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const QUIET: Facts = {
  drift: { found: false, words: 'no drift' },
  decay: { found: false, words: 'no decay' },
  ageDays: 12,
  newRows: 40,
  relativeMeanDifference: 0.02,
};
const drifting: Facts = { ...QUIET, drift: { found: true, words: 'drift: temp' } };
const asked = (policies: PolicyGroup, facts = QUIET, earlier: string[] = [], coolDownDays = 0) =>
  decide({
    ...{ policies, coolDownDays, facts, now: NOW },
    earlier: earlier.map(at => ({ at, retrain: true })),
  });

test('any of several is enough, and its reason is the one that is given', () => {
  assert.equal(asked({ any: ['drift', 'decay'] }, drifting), { retrain: true, reasons: ['drift: temp'] });
  assert.equal(asked({ any: ['drift', 'decay'] }), { retrain: false, reasons: ['no drift', 'no decay'] });
});

test('all of several are needed, and what fails is the reason', () => {
  assert.equal(asked({ all: ['drift', 'decay'] }, drifting), { retrain: false, reasons: ['no decay'] });
  assert.equal(asked({ any: ['drift and decay'] }, drifting), { retrain: false, reasons: ['no decay'] });
  assert.ok(asked({ any: [{ all: ['drift', { new_rows: 40 }] }] }, drifting).retrain);
});

test('a schedule, new rows and the relative difference of means say their numbers', () => {
  assert.equal(asked({ any: [{ schedule: '12d' }] }), {
    retrain: true,
    reasons: ['schedule: trained 12.0 days ago, due after 12 days'],
  });
  assert.not(asked({ any: [{ schedule: '13d' }] }).retrain);
  assert.not(asked({ any: [{ new_rows: 41 }] }).retrain);
  assert.ok(asked({ any: [{ relative_mean_difference: 0.01 }] }).retrain);
  const unknown = { ...QUIET, ageDays: null, newRows: null, relativeMeanDifference: null };
  const all = [{ schedule: '1d' }, { new_rows: 1 }, { relative_mean_difference: 0.1 }];
  assert.not(asked({ any: all }, unknown).retrain);
});

test('a cool-down counts from the newest decision to retrain, and not from one in the future', () => {
  const { retrain, reasons } = asked({ any: ['drift'] }, drifting, ['2026-03-08T12:00:00Z'], 7);
  assert.not(retrain);
  assert.is(
    reasons[0],
    'cool-down: decided to retrain at 2026-03-08T12:00:00.000Z, no other before 2026-03-15T12:00:00.000Z',
  );
  assert.ok(asked({ any: ['drift'] }, drifting, ['2026-03-03T12:00:00Z'], 7).retrain);
  assert.ok(asked({ any: ['drift'] }, drifting, ['2027-01-01T00:00:00Z'], 7).retrain);
});

test.run();
