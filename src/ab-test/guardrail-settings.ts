// Guardrails as mv.yaml has them, in the words of the experiment's losses.

import type { Experiment } from '../project/experiments-schema.ts';
import { shareOf } from '../project/gates-schema.ts';
import type { Guardrail } from './guardrails.ts';
import { REQUEST_METRICS, requestLoss } from './request-loss.ts';
import { lossOfMetric } from './row-loss.ts';
import type { WorseBy } from './worse-by.ts';

export function guardrailsOf(
  guardrails: Experiment['guardrails'],
  task: 'regression' | 'classification',
): Guardrail[] {
  return Object.entries(guardrails).map(([name, guardrail]) => ({
    name,
    metric: metricOf(guardrail, task),
    limit: {
      atMost: guardrail.at_most ?? null,
      atLeast: guardrail.at_least ?? null,
      worseBy: worseByOf(guardrail),
    },
    action: guardrail.action,
  }));
}

type Written = Experiment['guardrails'][string];

function metricOf(
  { metric, slower_than }: Written,
  task: 'regression' | 'classification',
): Guardrail['metric'] {
  const asked = REQUEST_METRICS.find(name => name === metric);
  if (asked === undefined) {
    const { name, of, fromLoss } = lossOfMetric(metric, task);
    return { name, loss: { by: 'label', of }, fromLoss, isShare: name === 'accuracy' };
  }
  const name = asked === 'slow' ? `slower than ${slower_than} ms` : asked;
  const of = requestLoss(asked, slower_than ?? Number.POSITIVE_INFINITY);
  return { name, loss: { by: 'request', of }, fromLoss: share => share, isShare: true };
}

function worseByOf({ metric, worse_by }: Written): WorseBy | null {
  if (worse_by === undefined) return null;
  if (typeof worse_by === 'number') return { of: 'units', amount: worse_by };
  // The loss of rmse is its square: 5 % more of it are 10.25 % more loss.
  return { of: 'share', amount: shareOf(worse_by) ?? 0, times: metric === 'rmse' ? 2 : 1 };
}
