// A signal that ends us, once what is under way is done.

type Ending = { within(milliseconds: number): Promise<boolean>; stop(): void };

/** Git ends us once more by the signal that ended it: the listeners stay until all is done. */
export function endingSignal(): Ending {
  const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
  let ended = false;
  let wake = () => {};
  const end = () => {
    ended = true;
    wake();
  };
  for (const signal of SIGNALS) process.on(signal, end);
  return {
    async within(milliseconds) {
      if (ended) return true;
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, milliseconds);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      return ended;
    },
    stop() {
      for (const signal of SIGNALS) process.off(signal, end);
    },
  };
}
