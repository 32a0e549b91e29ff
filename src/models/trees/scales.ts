// How finely gradients are rounded: as finely as can be while any sum of them stays exact.

/** The greatest power of two that times `value` stays at most `room`; 1 where the value is 0. 3, 16 -> 4 */
export function powerWithin(value: number, room: number): number {
  let scale = 1;
  if (!(value > 0)) return scale;
  while (value * scale > room && scale > 2 ** -1000) scale /= 2;
  while (value * scale * 2 <= room && scale < 2 ** 1000) scale *= 2;
  return scale;
}

/** For gradients of at most `greatest` of so many rows: sums below 2^52, which a double holds. */
export function gradientScale(greatest: number, rows: number): number {
  return powerWithin(greatest, 2 ** 51 / rows);
}

/** For hessians of at most `greatest`: the same, in a word that counts the rows in its lowest `countBits`. */
export function hessianScale(greatest: number, rows: number, countBits: number): number {
  return powerWithin(greatest, 2 ** Math.min(51, 62 - countBits) / rows);
}
