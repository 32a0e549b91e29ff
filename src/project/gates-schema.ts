// The keys under "gates" of mv.yaml: what a release to an environment must meet.

import * as z from 'zod/mini';
import { described } from './described.ts';

const metric = () => described(z.string().check(z.minLength(1)), 'A metric, such as rmse.');

const gate = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('metric'),
    metric: metric(),
    at_least: z.optional(described(z.number(), 'The least that it may be.')),
    at_most: z.optional(described(z.number(), 'The most that it may be.')),
  }),
  z.strictObject({
    kind: z.literal('not-worse'),
    metric: metric(),
    by: described(
      z.union([z.number().check(z.minimum(0)), z.string()]),
      "How much worse it may be than the environment's: in units of the metric, or a share of it such as 2%.",
    ),
    each: z.optional(
      described(
        z.string(),
        'In each segment of this column; of a time, of <column>_<part>, such as date_day_of_week.',
      ),
    ),
  }),
  z.strictObject({
    kind: z.literal('better-than-baseline'),
    metric: metric(),
    baseline: z.optional(
      described(z.string(), 'mean, majority or last_value; all that were scored where not said.'),
    ),
  }),
  z.strictObject({
    kind: z.literal('size'),
    megabytes: described(z.number().check(z.gt(0)), 'MiB that the model file may have.'),
  }),
  z.strictObject({
    kind: z.literal('age'),
    days: described(z.number().check(z.gt(0)), 'Days that may have passed since the model was trained.'),
  }),
  z.strictObject({
    kind: z.literal('command'),
    command: described(
      z.array(z.string().check(z.minLength(1))).check(z.minLength(1)),
      'A program and its arguments, run in a folder that holds what the release would; exit code 0 passes.',
    ),
    timeout: z._default(
      described(z.int().check(z.minimum(1), z.maximum(86_400)), 'Seconds that it may take.'),
      600,
    ),
  }),
]);

/** By environment, then by the gate's own name. */
export const gates = z._default(
  described(
    z.record(z.string(), z.record(z.string(), gate)),
    'What a release must meet, by environment and name; read from the environment.',
  ),
  {},
);

export type Gate = z.infer<typeof gate>;

/**
 * Null where it is no percentage.
 *
 * @example shareOf('2%') // 0.02
 */
export function shareOf(by: string): number | null {
  return /^\d+(\.\d+)? ?%$/.test(by) ? Number.parseFloat(by) / 100 : null;
}
