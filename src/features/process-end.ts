import { Failure } from '../errors.ts';

/** Why a process that should have gone on did not, as what a person can do about it. */
export function endError({
  code,
  killedBy,
  lastWords,
  closed,
}: {
  code: number | null;
  killedBy: NodeJS.Signals | null;
  lastWords: string;
  closed: boolean;
}): Failure {
  const details = { exitCode: code, signal: killedBy, lastOutput: lastWords };
  if (closed)
    return new Failure('features were asked for after their process was closed', { code: 'features-closed' });
  if (/heap out of memory|allocation failed/i.test(lastWords)) {
    return new Failure('src/ code ran out of memory while features were made', {
      code: 'features-failed',
      hint: 'Keep nothing between rows, and load less at the top of the file.',
      details,
    });
  }
  if (killedBy) {
    return new Failure(`the process that made features was ended by ${killedBy}`, {
      code: 'features-failed',
      hint:
        killedBy === 'SIGKILL'
          ? 'The system kills the largest process when memory runs out: is it full?'
          : null,
      details,
    });
  }
  return new Failure(`src/ code ended its process, with exit code ${code}, while features were made`, {
    code: 'features-failed',
    hint: 'Throw an Error instead: it stops the work and names the row.',
    details,
  });
}
