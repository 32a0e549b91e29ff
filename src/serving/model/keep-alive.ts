// A predictor whose process is started again where it ends, later each time that it ends soon.

import type { Predictor } from '../../prediction/predictor.ts';
import { waitAfter } from '../back-off.ts';
import { Rejection } from '../rejection.ts';

export type KeptPredictor = {
  /**
   * One that runs; starts another where it does not. Throws Rejection 503 where the last ones ended so soon that the
   * next start is to wait.
   */
  get(): Promise<Predictor>;
  /** One has answered: what ends it later is not that it cannot run. */
  answered(): void;
  /** Gives up one that hangs or has ended; false where somebody else did before. */
  lose(predictor: Predictor, why: string): boolean;
  restarts(): number;
  close(): Promise<void>;
};

/** A request waits this long for a start rather than be sent away. Milliseconds. */
const WAITED_FOR = 1_000;

/** `first` runs already. `clock` is in milliseconds. */
export function keepAlive({
  first,
  open,
  clock,
  onRestart,
}: {
  first: Predictor;
  open: () => Promise<Predictor>;
  clock: () => number;
  /** Told why the one before ended. */
  onRestart: (why: string) => void;
}): KeptPredictor {
  let current: Predictor | null = first;
  let starting: Promise<Predictor> | null = null;
  let deaths = 0;
  let restarts = 0;
  let notBefore = 0;
  let closed = false;

  const lose = (predictor: Predictor, why: string): boolean => {
    if (predictor !== current) return false;
    current = null;
    // It may hang: nobody waits for its end.
    predictor.close().catch(() => {});
    deaths++;
    notBefore = clock() + waitAfter(deaths);
    onRestart(why);
    return true;
  };
  const start = async (): Promise<Predictor> => {
    const wait = notBefore - clock();
    if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait));
    restarts++;
    try {
      const opened = await open();
      if (closed) {
        await opened.close();
        throw new Rejection(503, 'the model is being replaced', 1);
      }
      current = opened;
      return opened;
    } catch (error) {
      deaths++;
      notBefore = clock() + waitAfter(deaths);
      throw error;
    } finally {
      starting = null;
    }
  };

  return {
    async get() {
      if (current?.alive()) return current;
      if (current !== null) lose(current, 'its process ended');
      if (starting === null) {
        const wait = notBefore - clock();
        if (wait > WAITED_FOR) {
          throw new Rejection(
            503,
            'the code of this model keeps ending: it is started again later',
            Math.ceil(wait / 1000),
          );
        }
        starting = start();
      }
      return starting;
    },
    answered() {
      deaths = 0;
    },
    lose,
    restarts: () => restarts,
    async close() {
      closed = true;
      await (current ?? (await starting?.catch(() => null)))?.close();
    },
  };
}
