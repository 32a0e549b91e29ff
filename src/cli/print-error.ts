// The one place that turns an error into a message, a hint and an exit code.

import { CommandError, EXIT, Failure, Moved, Refusal } from '../errors.ts';
import { coloursFor } from '../terminal/colour.ts';
import { sanitizeLines } from '../terminal/sanitize.ts';

type Output = {
  json: boolean;
  environment: NodeJS.ProcessEnv;
  stderr: NodeJS.WriteStream;
  /** Says a text for people under the name by which the program was called. */
  inWords(text: string): string;
  /** Takes the document where one was asked for. */
  write(text: string): Promise<void>;
};

/** Prints `error` and gives the exit code that the contract says for its kind. */
export async function printError(
  error: unknown,
  { json, environment, stderr, inWords, write }: Output,
): Promise<number> {
  const known = error instanceof CommandError ? error : recognise(error);
  const failure =
    known ??
    new Failure(`something went wrong in git-model itself: ${messageOf(error)}`, {
      code: 'internal',
      hint: 'this is a defect: please report it with the lines below (MV_DEBUG=1 shows them)',
    });
  const decision = failure instanceof Refusal || failure instanceof Moved ? failure.decision : {};
  if (json) {
    const { code, message, hint, details } = failure;
    await write(`${JSON.stringify({ error: { code, message, hint, details }, ...decision }, null, 2)}\n`);
  } else {
    const colours = coloursFor({ env: environment, isTTY: stderr.isTTY === true });
    stderr.write(`${colours.red('error:')} ${sanitizeLines(inWords(failure.message))}\n`);
    if (failure.hint) stderr.write(`${colours.cyan('hint:')} ${sanitizeLines(inWords(failure.hint))}\n`);
  }
  if (environment['MV_DEBUG']) stderr.write(`${(error as Error)?.stack ?? String(error)}\n`);
  return failure.exitCode ?? EXIT.failed;
}

/** Faults of the system that any write may meet: said in words, wherever they come from. */
function recognise(error: unknown): CommandError | null {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  const place = path ? ` at ${path}` : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Failure(`the disk is full${place}`, {
      code: 'disk-full',
      hint: 'free some space, then run this again',
      cause: error,
    });
  }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return new Failure(`there is no right to write or read${place}`, {
      code: 'not-writable',
      hint: 'check the rights of that folder',
      cause: error,
    });
  }
  if (code === 'EMFILE' || code === 'ENFILE') {
    return new Failure('too many files are open', {
      code: 'too-many-files',
      hint: 'raise the limit: ulimit -n 4096',
      cause: error,
    });
  }
  return null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
