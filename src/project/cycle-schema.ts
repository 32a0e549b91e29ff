// The keys under "cycle" of mv.yaml: how far an unattended cycle goes by itself.

import * as z from 'zod/mini';
import { described } from './described.ts';

const ofOne = z.strictObject({
  release: z._default(
    described(
      z.enum(['promote', 'pull-request', 'none']),
      'promote: to the environment itself. pull-request: the merge commit on a branch of its own, where the environment is protected. none: the new model is left on its branch.',
    ),
    'promote',
  ),
  push: z._default(described(z.boolean(), 'Publish what came of it, where there is a remote.'), true),
});

/** By environment. */
export const cycle = z._default(
  described(
    z.record(z.string(), ofOne),
    'How far `git-model cycle` goes by itself, by environment; read from the environment.',
  ),
  {},
);

export type CycleSettings = z.infer<typeof ofOne>;

/** What holds where mv.yaml says nothing of an environment. */
export const DEFAULT_CYCLE: CycleSettings = { release: 'promote', push: true };
