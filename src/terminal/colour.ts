// Whether a stream gets colour, from the environment alone, so that it can be decided for stdout and stderr apart.

import picocolors from 'picocolors';

export type Colours = ReturnType<typeof picocolors.createColors>;

/** A stream as far as its looks go; `env` is the process's environment. */
export type Screen = { env: Record<string, string | undefined>; isTTY: boolean; columns?: number };

/**
 * NO_COLOR (not empty) says no, then FORCE_COLOR says yes (`0` and `false`: no), then TERM=dumb says no;
 * otherwise a terminal gets colour and a pipe does not. CI alone changes nothing: what CI writes is often kept as text.
 *
 * @example wantsColour({ env: { TERM: 'xterm' }, isTTY: true }) // true
 */
export function wantsColour({ env, isTTY }: Screen): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTTY && env['TERM'] !== 'dumb';
}

/** `coloursFor(screen).bold('text')`: with escapes where the screen wants colour, the plain text otherwise. */
export function coloursFor(screen: Screen): Colours {
  return picocolors.createColors(wantsColour(screen));
}

/** Whether a person watches this stream: only then is there progress that moves, only then a question. */
export function isWatched({ env, isTTY }: Screen): boolean {
  const ci = env['CI'];
  return isTTY && env['TERM'] !== 'dumb' && (ci === undefined || ci === '' || ci === '0' || ci === 'false');
}

/** Cells in a line: those of the terminal (80 where it does not say), no limit for a pipe or a file. */
export function screenWidth({ isTTY, columns }: Screen): number {
  if (!isTTY) return Number.POSITIVE_INFINITY;
  return columns !== undefined && columns > 0 ? columns : 80;
}
