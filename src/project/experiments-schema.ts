// The keys under "experiments" of mv.yaml: which branches share the traffic, and by what they are judged.

import * as z from 'zod/mini';
import { described } from './described.ts';

const text = () => z.string().check(z.minLength(1));

const guardrail = z.strictObject({
  metric: described(
    text(),
    'A metric of the predictions, such as mae; failures: the share that was not answered; slow: the share that took longer than slower_than.',
  ),
  slower_than: z.optional(
    described(z.number().check(z.gt(0)), 'Of slow: milliseconds that an answer may take.'),
  ),
  at_most: z.optional(described(z.number(), 'The most that it may be.')),
  at_least: z.optional(described(z.number(), 'The least that it may be.')),
  worse_by: z.optional(
    described(
      z.union([z.number().check(z.minimum(0)), z.string()]),
      "How much worse than the baseline's it may be: in units of the metric, or a share of it such as 5%.",
    ),
  ),
  action: z._default(
    described(
      z.enum(['hold', 'rollback']),
      'Who loses its weight to the baseline: the branch that crossed it, or all challengers.',
    ),
    'hold',
  ),
});

const experiment = z.strictObject({
  arms: described(
    z.record(z.string(), z.number().check(z.minimum(0))),
    'Branches and their weights, in any unit; the first is the baseline.',
  ),
  unit: z.optional(
    described(
      text(),
      'The field of a request that says who it is for: the same unit always meets the same arm.',
    ),
  ),
  metric: z.optional(
    described(text(), 'The metric by which the arms are compared, of each prediction its loss.'),
  ),
  effect: z._default(
    described(
      z.number().check(z.gt(0), z.maximum(1)),
      "The smallest difference worth seeing, as a share of the baseline's mean loss.",
    ),
    0.1,
  ),
  guardrails: z._default(
    described(z.record(z.string(), guardrail), 'What must hold while the experiment runs, by name.'),
    {},
  ),
});

/** By id. */
export const experiments = z._default(
  described(
    z.record(z.string(), experiment),
    'Branches that share the traffic of `git-model serve --experiment <id>`; read from the environment.',
  ),
  {},
);

export type Experiment = z.infer<typeof experiment>;
