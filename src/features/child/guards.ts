// Features must follow from the row alone, or a model cannot be made again and serving differs from training.
// So the clock, dice and the exit are taken away from the project's code, each with a message that says why.

import { Forbidden } from './problem.ts';

function impure(what: string): Forbidden {
  return new Forbidden({
    code: 'features-impure',
    message: `${what} has no place in features: a model could not be made again, and serving would differ from training`,
    hint: 'Make it from the columns of the row; features() must give the same for the same row at any time.',
  });
}

/** Replaces Math.random, the clock of Date and process.exit of this process; the row's own dates stay what they are. */
export function guardGlobals(): void {
  Math.random = () => {
    throw impure('Math.random()');
  };
  guardClock();
  process.exit = code => {
    throw new Forbidden({
      kind: 'failed',
      code: 'features-failed',
      message: `process.exit(${code ?? ''}) was called`,
      hint: 'Throw an Error instead: it stops the work and names the row.',
    });
  };
}

function guardClock(): void {
  const RealDate = Date;
  function GuardedDate(this: unknown, ...parts: unknown[]): Date {
    if (!new.target) throw impure('Date()');
    if (parts.length === 0) throw impure('new Date(), the time of the clock,');
    return Reflect.construct(RealDate, parts, new.target);
  }
  GuardedDate.now = () => {
    throw impure('Date.now()');
  };
  GuardedDate.parse = RealDate.parse;
  GuardedDate.UTC = RealDate.UTC;
  Object.defineProperty(GuardedDate, 'name', { value: 'Date' });
  // Shared, so that `instanceof Date` holds for dates made before and after.
  GuardedDate.prototype = RealDate.prototype;
  RealDate.prototype.constructor = GuardedDate;
  globalThis.Date = GuardedDate as unknown as DateConstructor;
}
