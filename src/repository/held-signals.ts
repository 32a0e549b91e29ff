// A server that is asked to end finishes first what it accepted: until then nothing that it runs may be ended.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let held = false;

/** Whether somebody has taken it upon himself to end all that runs, once a signal asks for it. */
export function signalsAreHeld(): boolean {
  return held;
}

/** Resolves to the first signal that asks us to end; a second one ends us at once. To be called before anything runs. */
export function holdSignals(): Promise<string> {
  held = true;
  return new Promise(resolve => {
    let asked = false;
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        resolve(signal);
      });
    }
  });
}
