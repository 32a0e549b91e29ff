/** Milliseconds before the first, second, … start after ends that came soon; the last for all more. */
const WAITS = [0, 100, 400, 1_000, 4_000, 10_000, 30_000];

/** How long whatever ended `deaths` times is left alone before it is started again. Milliseconds. */
export function waitAfter(deaths: number): number {
  return WAITS[Math.min(Math.max(deaths, 1), WAITS.length) - 1];
}
