import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Staleness } from '../../src/provenance/freshness.ts';
import { type Plan, planPromotion, staleAfterMerge } from '../../src/releases/plan-promotion.ts';
import type { Choice, CleanMerge, PinRelation, PromotionFacts } from '../../src/releases/promotion-facts.ts';

const PROD = 'a'.repeat(40);
const BRANCH = 'b'.repeat(40);
const CHOICES: Choice[] = ['refuse-stale', 'take-code', 'allow-stale', 'retrain'];
const PINS: PinRelation[] = ['same', 'newer', 'older', 'diverged', 'unknown'];

function staleness(...parts: ('src' | 'config' | 'data')[]): Staleness {
  const has = (part: 'src' | 'config' | 'data') => parts.includes(part);
  return {
    src: has('src'),
    config: has('config'),
    data: has('data'),
    reasons: parts.map(part => `${part} changed`),
  };
}

function merged(changes: Partial<CleanMerge> = {}): CleanMerge {
  return {
    status: 'clean',
    tree: 'c'.repeat(40),
    stale: staleness(),
    branchStale: staleness(),
    changedFiles: [],
    changedKeys: [],
    ...changes,
  };
}

function facts(changes: Partial<PromotionFacts> = {}): PromotionFacts {
  return {
    environment: { name: 'prod', commit: PROD, tree: 'd'.repeat(40), dataCommit: 'e'.repeat(40) },
    branch: { name: 'feature', commit: BRANCH, dataCommit: 'e'.repeat(40), hasModel: true },
    alreadyThere: false,
    release: 7,
    pins: 'same',
    merge: merged(),
    choice: 'refuse-stale',
    ...changes,
  };
}

const CONFLICT = { status: 'conflict', files: ['src/a.js'], reasons: ['both'], mergesByHand: true } as const;

test('a fresh model on the same or newer data is released, whatever the choice', () => {
  for (const pins of ['same', 'newer'] as const) {
    for (const choice of CHOICES) {
      assert.equal(planPromotion(facts({ pins, choice })), {
        action: 'release',
        release: 7,
        tree: 'c'.repeat(40),
        parents: [PROD, BRANCH],
        recordedStale: [],
        reasons: [],
      });
    }
  }
});

test('what is there already is nothing to do, before any other rule', () => {
  for (const choice of CHOICES)
    for (const pins of PINS) {
      const plan = planPromotion(
        facts({ alreadyThere: true, choice, pins, merge: { ...CONFLICT, files: [], reasons: [] } }),
      );
      assert.equal(plan, { action: 'nothing', reason: 'prod holds feature (bbbbbbb) already' });
    }
});

test('a merge that changes nothing is nothing to do, stale or not, unless it is to be trained', () => {
  const merge = merged({ tree: 'd'.repeat(40), stale: staleness('src') });
  for (const choice of ['refuse-stale', 'take-code', 'allow-stale'] as const)
    assert.is(planPromotion(facts({ merge, choice })).action, 'nothing');
  assert.is(planPromotion(facts({ merge, choice: 'retrain' })).action, 'retrain');
});

test('a conflict is refused whatever the choice, with files, reasons and what to type', () => {
  for (const choice of CHOICES) {
    const plan = refusal(
      planPromotion(
        facts({ merge: { ...CONFLICT, files: ['src/a.js'], reasons: ['both'] }, choice, pins: 'older' }),
      ),
    );
    assert.is(plan.kind, 'conflict');
    assert.is(plan.code, 'merge-conflict');
    assert.is(plan.message, 'feature and prod both changed src/a.js');
    assert.equal(plan.files, ['src/a.js']);
    assert.equal(plan.reasons, ['both']);
    assert.match(plan.hint, 'git switch feature && git merge prod, mend it');
    assert.is(/--take-code/.test(plan.hint), choice !== 'take-code');
  }
  const files = ['README.md', 'src/a.js'];
  assert.not.match(
    refusal(planPromotion(facts({ merge: { ...CONFLICT, files, reasons: [] } }))).hint,
    '--take-code',
  );
  const afterRollback = refusal(
    planPromotion(facts({ merge: { ...CONFLICT, files, reasons: [], mergesByHand: false } })),
  );
  assert.not.match(afterRollback.hint, 'git merge');
});

test('staleness of the branch itself: training first, or a choice that mends or records it', () => {
  const merge = merged({
    stale: staleness('src'),
    branchStale: staleness('src'),
    changedFiles: ['src/a.js'],
  });
  for (const choice of ['refuse-stale', 'take-code'] as const) {
    const plan = refusal(planPromotion(facts({ merge, choice })));
    assert.is(plan.code, 'stale-model');
    assert.is(plan.message, 'the model of feature is stale: src changed');
    assert.equal(plan.files, ['src/a.js']);
  }
  assert.is(planPromotion(facts({ merge, choice: 'retrain' })).action, 'retrain');
  assert.equal(recorded(planPromotion(facts({ merge, choice: 'allow-stale' }))), ['src']);
});

test('staleness that the merge brings names files and keys and offers three ways', () => {
  const merge = merged({
    stale: staleness('src', 'config'),
    changedFiles: ['src/a.js', 'src/b.js'],
    changedKeys: ['model.trees'],
  });
  const plan = refusal(planPromotion(facts({ merge })));
  assert.is(plan.code, 'stale-after-merge');
  assert.is(
    plan.message,
    'merged with prod, feature would not be what its model was made from: src/a.js, src/b.js and mv.yaml (model.trees)',
  );
  assert.equal([plan.files, plan.keys], [['src/a.js', 'src/b.js'], ['model.trees']]);
  for (const remedy of ['--retrain', '--take-code', '--allow-stale']) assert.match(plan.hint, remedy);
  assert.equal(recorded(planPromotion(facts({ merge, choice: 'allow-stale' }))), ['src', 'config']);
});

test('many files are named up to five', () => {
  const changedFiles = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name => `src/${name}`);
  const plan = refusal(planPromotion(facts({ merge: merged({ stale: staleness('src'), changedFiles }) })));
  assert.match(plan.message, 'src/a, src/b, src/c, src/d, src/e and 2 more');
  assert.equal(plan.files, changedFiles);
});

test('older data are mended by --retrain alone', () => {
  for (const choice of ['refuse-stale', 'take-code', 'allow-stale'] as const) {
    const plan = refusal(planPromotion(facts({ pins: 'older', choice })));
    assert.is(plan.code, 'older-data');
    assert.is(plan.kind, 'stale');
    assert.equal(plan.files, ['data']);
    assert.match(plan.hint, 'git-model promote feature prod --retrain');
  }
  const plan = planPromotion(facts({ pins: 'older', choice: 'retrain' }));
  assert.is(plan.action, 'retrain');
  assert.match((plan as { reasons: string[] }).reasons[0], 'older data');
});

test('data that cannot be put in order are refused, also before training, and recorded where allowed', () => {
  for (const pins of ['diverged', 'unknown'] as const) {
    for (const choice of ['refuse-stale', 'take-code', 'retrain'] as const)
      assert.is(refusal(planPromotion(facts({ pins, choice }))).code, 'unordered-data');
    assert.equal(recorded(planPromotion(facts({ pins, choice: 'allow-stale' }))), ['data']);
  }
});

test('without a model nothing is released; --retrain makes one', () => {
  const branch = { ...facts().branch, hasModel: false };
  for (const choice of ['refuse-stale', 'take-code', 'allow-stale'] as const)
    assert.is(refusal(planPromotion(facts({ branch, choice }))).code, 'no-model');
  assert.is(planPromotion(facts({ branch, choice: 'retrain' })).action, 'retrain');
});

test('what is stale is said the same way in every combination, and no plan releases more than it says', () => {
  const parts = ['src', 'config', 'data'] as const;
  let combinations = 0;
  for (let bits = 0; bits < 8; bits++)
    for (const own of [false, true])
      for (const pins of PINS)
        for (const choice of CHOICES)
          for (const hasModel of [false, true]) {
            const stale = staleness(...parts.filter((_, index) => bits & (1 << index)));
            const merge = merged({ stale, branchStale: own ? stale : staleness() });
            const given = facts({ pins, choice, merge, branch: { ...facts().branch, hasModel } });
            const said = staleAfterMerge(given);
            const before = JSON.stringify(given);
            const plan = planPromotion(given);
            assert.is(JSON.stringify(given), before, 'facts are left alone');
            combinations++;
            if (plan.action === 'release') {
              assert.ok(hasModel);
              assert.is.not(pins, 'older');
              assert.equal(
                plan.recordedStale,
                parts.filter(part => said[part]),
              );
              if (choice !== 'allow-stale') assert.equal(plan.recordedStale, []);
              assert.is(plan.reasons.length > 0, plan.recordedStale.length > 0);
            }
            if (plan.action === 'retrain') assert.is(choice, 'retrain');
            if (plan.action === 'refuse') {
              assert.is(plan.kind, 'stale');
              assert.ok(plan.message.length > 0 && plan.hint.length > 0 && plan.reasons.length > 0);
            }
          }
  assert.is(combinations, 8 * 2 * 5 * 4 * 2);
});

function refusal(plan: Plan): Extract<Plan, { action: 'refuse' }> {
  if (plan.action !== 'refuse') throw new Error(`not refused: ${plan.action}`);
  return plan;
}

function recorded(plan: Plan): string[] {
  if (plan.action !== 'release') throw new Error(`not released: ${plan.action}`);
  return plan.recordedStale;
}

test.run();
