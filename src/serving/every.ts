/** Calls `act` again and again, each as many milliseconds after the end of the one before; `act` must not throw. */
export function every(milliseconds: number, act: () => Promise<void>): { end(): void } {
  let timer: NodeJS.Timeout;
  let ended = false;
  const next = () => {
    if (!ended) timer = setTimeout(() => act().finally(next), milliseconds);
  };
  next();
  return {
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}
