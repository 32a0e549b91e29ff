import { createHash, randomBytes } from 'node:crypto';

const DIGITS = 16;

/**
 * What the prediction ids of a batch begin with, 16 hexadecimal digits: the id of its row i is `<id>:<i>`. Drawn; under a
 * set clock it follows from what is predicted and with what, and is the same again.
 */
export function runId({
  commit,
  input,
  epoch,
}: {
  commit: string;
  input: string;
  epoch: number | null;
}): string {
  if (epoch === null) return randomBytes(DIGITS / 2).toString('hex');
  const text = JSON.stringify([commit, input, epoch]);
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS);
}

/** The name of one who writes a log, which nobody else has. */
export function writerName(): string {
  return randomBytes(6).toString('hex');
}
