import { CommandError } from '../../src/errors.ts';

/** The error for people that a call ends in; fails where it ends well or with a defect. */
export async function caught(call: () => unknown): Promise<CommandError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  throw new Error('the call was expected to fail');
}
