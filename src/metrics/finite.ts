// Scores as they are published: a number, or null where there is none.

export type Scores = Record<string, number | null>;

/** `{ r2_score: NaN }` -> `{ r2_score: null }`. */
export function finiteOrNull<Names extends string>(
  scores: Record<Names, number>,
): Record<Names, number | null> {
  return Object.fromEntries(
    Object.entries<number>(scores).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
  ) as Record<Names, number | null>;
}
