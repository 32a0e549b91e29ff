// The keys under "monitoring" of mv.yaml: what is watched of an environment, and when to retrain.

import * as z from 'zod/mini';
import { described } from './described.ts';

const text = () => z.string().check(z.minLength(1));

/** Policies that need no number. */
const simple = z.enum(['drift', 'decay', 'drift and decay']);

const numbered = {
  schedule: z.optional(described(text(), 'So long after the model was trained, such as 30d.')),
  new_rows: z.optional(
    described(
      z.int().check(z.minimum(1)),
      'So many rows in the newest data that the model was not made from.',
    ),
  ),
  relative_mean_difference: z.optional(
    described(
      z.number().check(z.gt(0)),
      'The mean of |mean now - mean at release| / |mean at release| over numeric columns is above this.',
    ),
  ),
};

/** Of an object exactly one key is written, which `contradictions` sees to: so a wrong one gets its near name. */
const policy = z.union([simple, z.strictObject(numbered)]);
const policies = () => z.array(policy).check(z.minLength(1));

const entry = z.union([
  simple,
  z.strictObject({
    ...numbered,
    any: z.optional(described(policies(), 'Any of these.')),
    all: z.optional(described(policies(), 'All of these.')),
  }),
]);
const entries = () => z.array(entry).check(z.minLength(1));

const retrain = z.strictObject({
  any: z.optional(described(entries(), 'Retrain where one of these says so.')),
  all: z.optional(described(entries(), 'Retrain where all of these say so.')),
});

const DEFAULTS = {
  window: 'last-1000-rows',
  false_alarm_rate: 0.05,
  by: [],
  rules: [],
  retrain: { any: ['drift' as const, 'decay' as const] },
  cool_down: '0d',
};

export const monitoring = z._default(
  z.strictObject({
    window: z._default(
      described(text(), 'Which logged predictions are judged: last-1000-rows, or last-7-days.'),
      DEFAULTS.window,
    ),
    false_alarm_rate: z._default(
      described(
        z.number().check(z.gt(0), z.maximum(0.5)),
        'How often an alarm may be false: of drift in a window, of decay over 182 windows in a row.',
      ),
      DEFAULTS.false_alarm_rate,
    ),
    metric: z.optional(
      described(text(), 'The metric that is watched for decay: that of comparison where not said.'),
    ),
    by: z._default(
      described(
        z.array(text()).check(z.maxLength(5)),
        'Columns, or <time column>_<part>, whose segments are watched for decay; known to a model once it is trained with them.',
      ),
      DEFAULTS.by,
    ),
    rules: z._default(
      described(z.array(text()), 'Limits of metrics, such as "accuracy below 0.70": held against the bound.'),
      DEFAULTS.rules,
    ),
    retrain: z._default(described(retrain, 'When to retrain: any or all of policies.'), DEFAULTS.retrain),
    cool_down: z._default(
      described(text(), 'How long after one decision to retrain there is no other, such as 7d.'),
      DEFAULTS.cool_down,
    ),
  }),
  DEFAULTS,
);

export type Monitoring = z.infer<typeof monitoring>;
export type PolicyEntry = z.infer<typeof entry>;
export type PolicyGroup = z.infer<typeof retrain>;
