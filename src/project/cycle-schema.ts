// The keys under "cycle" of mv.yaml: how far an unattended cycle goes by itself.

import * as z from 'zod/mini';

const says = <T extends z.ZodMiniType>(schema: T, description: string): T =>
  schema.check(z.describe(description)) as T;

const ofOne = z.strictObject({
  release: z._default(
    says(
      z.enum(['promote', 'pull-request', 'none']),
      'promote: to the environment itself. pull-request: the merge commit on a branch of its own, where the environment is protected. none: the new model is left on its branch.',
    ),
    'promote',
  ),
  push: z._default(says(z.boolean(), 'Publish what came of it, where there is a remote.'), true),
});

/** By environment. */
export const cycle = z._default(
  says(
    z.record(z.string(), ofOne),
    'How far `git-model cycle` goes by itself, by environment; read from the environment.',
  ),
  {},
);

export type CycleSettings = z.infer<typeof ofOne>;

/** What holds where mv.yaml says nothing of an environment. */
export const DEFAULT_CYCLE: CycleSettings = { release: 'promote', push: true };
