// The one way to say that a model file is not what it should be.

import { UserError } from '../errors.ts';

/** `reason` completes the sentence "the model file cannot be read: ". */
export function invalidModel(reason: string, cause?: unknown): UserError {
  return new UserError(`the model file cannot be read: ${reason}`, {
    code: 'invalid-model',
    hint: 'Train it again with mv train, or restore the file from the commit that made it',
    cause,
  });
}
