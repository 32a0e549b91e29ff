import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { judgeRecorded } from '../../src/gates/judge-recorded.ts';
import type { RecordedMetrics } from '../../src/provenance/recorded-metrics.ts';

const metrics = {
  rmse: 2.5,
  r2_score: 0.7999996,
  mae: null,
  baseline: { mean: { rmse: 8, r2_score: -0.1 }, last_value: { rmse: 3, r2_score: 0.8 } },
} as unknown as RecordedMetrics;
const recorded = { metrics, bytes: 3 * 1024 * 1024, days: 12.5 };

test('a metric passes at its very limit, and says both numbers where it does not', () => {
  const gate = { kind: 'metric', metric: 'rmse', at_most: 2.5 } as const;
  assert.equal(judgeRecorded(gate, recorded), {
    passed: true,
    value: 2.5,
    limit: 2.5,
    reason: 'rmse is 2.5, at most 2.5 as asked for',
  });
  assert.equal(judgeRecorded({ kind: 'metric', metric: 'r2_score', at_least: 0.8 }, recorded), {
    passed: false,
    value: 0.7999996,
    limit: 0.8,
    reason: 'r2_score is 0.7999996, at least 0.8 is asked for',
  });
  const between = { kind: 'metric', metric: 'rmse', at_least: 1, at_most: 2 } as const;
  assert.equal(judgeRecorded(between, recorded)?.limit, 2, 'the limit that was broken');
});

test('the best baseline is the one to beat, in the direction of the metric; a named one where it is named', () => {
  const gate = { kind: 'better-than-baseline', metric: 'rmse' } as const;
  const { passed, value, limit } = judgeRecorded(gate, recorded)!;
  assert.equal([passed, value, limit], [true, 2.5, 3]);
  const higher = judgeRecorded({ ...gate, metric: 'r2_score' }, recorded)!;
  assert.equal([higher.passed, higher.limit], [false, 0.8]);
  const named = judgeRecorded({ ...gate, metric: 'r2_score', baseline: 'mean' }, recorded)!;
  assert.equal([named.passed, named.limit], [true, -0.1]);
});

test('size is that of the model file in MiB, age in days since its training', () => {
  assert.is(judgeRecorded({ kind: 'size', megabytes: 3 }, recorded)?.passed, true);
  assert.is(judgeRecorded({ kind: 'size', megabytes: 2.9 }, recorded)?.passed, false);
  assert.is(judgeRecorded({ kind: 'age', days: 12.5 }, recorded)?.passed, true);
  assert.is(judgeRecorded({ kind: 'age', days: 12 }, recorded)?.passed, false);
});

test('what is not known passes nothing', () => {
  const nothing = { metrics: null, bytes: null, days: null };
  const gates = [
    { kind: 'metric', metric: 'rmse', at_most: 9 },
    { kind: 'better-than-baseline', metric: 'rmse' },
    { kind: 'size', megabytes: 9 },
    { kind: 'age', days: 9 },
  ] as const;
  for (const gate of gates) {
    const { passed, value } = judgeRecorded(gate, nothing)!;
    assert.equal([passed, value], [false, null], gate.kind);
  }
  assert.is(judgeRecorded({ kind: 'metric', metric: 'mae', at_most: 9 }, recorded)?.passed, false);
  const unknown = { kind: 'better-than-baseline', metric: 'rmse', baseline: 'majority' } as const;
  assert.is(judgeRecorded(unknown, recorded)?.passed, false);
});

test.run();
