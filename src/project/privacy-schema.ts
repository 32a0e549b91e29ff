// The keys under "privacy" of mv.yaml: what the log of predictions may keep of a row.

import * as z from 'zod/mini';
import { described } from './described.ts';

/** What becomes of a column; the strictest last. */
export const KEEPINGS = ['keep', 'hash', 'omit'] as const;
export type Keeping = (typeof KEEPINGS)[number];

export const privacy = z._default(
  z.strictObject({
    log: z._default(described(z.boolean(), 'false: no prediction is logged.'), true),
    columns: z._default(
      described(
        z.record(z.string(), z.enum(KEEPINGS)),
        'Of each row: keep the value of a column, keep a keyed hash of it, or omit it. It goes before "others".',
      ),
      {},
    ),
    others: z._default(
      described(
        z.enum(['auto', ...KEEPINGS]),
        'Of all other columns. auto: what reads like the name of somebody or something is hashed, free text is omitted.',
      ),
      'auto',
    ),
    keep_days: z._default(
      described(
        z.number().check(z.gt(0), z.maximum(36_500)),
        'Days after which logged predictions are deleted.',
      ),
      90,
    ),
    keep_megabytes: z._default(
      described(
        z.int().check(z.minimum(32), z.maximum(1_048_576)),
        'MiB of predictions that are kept, of servers and of batches each; the oldest go.',
      ),
      512,
    ),
  }),
  { log: true, columns: {}, others: 'auto', keep_days: 90, keep_megabytes: 512 },
);
