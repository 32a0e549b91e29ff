// Progress of long steps, on stderr, only where someone watches.

import type { SingleBar } from 'cli-progress';
import { formatDuration } from './format.ts';

export type Progress = {
  /** Share done, 0 to 1; a step's bar goes when it is full. */
  show(step: string, share: number): void;
  clear(): void;
};

/** A step shorter than this shows nothing: a bar that flashes by tells nobody anything. */
const PATIENCE_MS = 500;

export function openProgress(stream: NodeJS.WritableStream, watched: boolean): Progress {
  if (!watched) return { show() {}, clear() {} };
  // Loaded beside the work: a command that ends before it has come needs no bar.
  let Bar: typeof SingleBar | null = null;
  import('cli-progress').then(module => {
    Bar = module.default.SingleBar;
  });
  let bar: SingleBar | null = null;
  let current = '';
  let since = 0;
  const clear = () => {
    bar?.stop();
    bar = null;
    current = '';
  };
  return {
    show(step, share) {
      if (step !== current) {
        clear();
        current = step;
        since = performance.now();
      }
      if (Bar === null || (bar === null && performance.now() - since < PATIENCE_MS)) return;
      if (bar === null) {
        bar = new Bar({
          format: '{step} {bar} {percentage} % {left}',
          stream,
          clearOnComplete: true,
          hideCursor: null,
        });
        bar.start(100, 0, { step, left: '' });
      }
      bar.update(Math.round(share * 100), { left: timeLeft(share, (performance.now() - since) / 1000) });
      if (share >= 1) clear();
    },
    clear,
  };
}

/** The pace so far, carried on: `about 4.0 s left`; nothing in the first hundredth, when it would be a guess. */
function timeLeft(share: number, elapsedSeconds: number): string {
  return share < 0.01 ? '' : `about ${formatDuration((elapsedSeconds * (1 - share)) / share)} left`;
}
