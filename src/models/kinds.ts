// The learners there are, by kind; each is loaded only where it is used.

import { UserError } from '../errors.ts';
import { invalidModel } from './invalid-model.ts';
import type { InProcessModel, Learner } from './learner.ts';

const learners: Record<string, () => Promise<Learner<unknown>>> = {
  'gradient-boosting': async () =>
    (await import('./gradient-boosting.ts')).gradientBoosting as Learner<unknown>,
  'ml-random-forest': async () => (await import('./ml-random-forest.ts')).mlRandomForest as Learner<unknown>,
  'random-forest': async () => (await import('./random-forest.ts')).randomForest as Learner<unknown>,
};

/** The kinds that `mv.yaml` may name, in code-unit order. */
export function modelKinds(): string[] {
  return Object.keys(learners).sort();
}

/** Throws UserError `unknown-model-kind`. */
export async function learnerOfKind(kind: string): Promise<Learner<unknown>> {
  if (!Object.hasOwn(learners, kind)) {
    throw new UserError(`there is no kind of model named "${kind}"`, {
      code: 'unknown-model-kind',
      hint: `Kinds that there are: ${modelKinds().join(', ')}`,
      details: { kind, kinds: modelKinds() },
    });
  }
  return learners[kind]();
}

/** A model file begins with its format, so that the right learner is found without parsing megabytes twice. */
const FORMAT = /^\{"format":"git-model\/([a-z-]+)"/;

/** The model in a file that a learner of ours saved. Throws UserError `invalid-model`. */
export async function loadModel(bytes: Uint8Array): Promise<InProcessModel> {
  const start = new TextDecoder().decode(bytes.subarray(0, 80));
  const kind = FORMAT.exec(start)?.[1] ?? '';
  if (!Object.hasOwn(learners, kind)) throw invalidModel('it does not begin with a format that we know');
  return (await learners[kind]()).load(bytes);
}
