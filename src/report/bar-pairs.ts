// Shares of rows by name, two bars each: what is held against, and what is seen now.

import { type Html, html } from './html.ts';
import { percent } from './plot.ts';

export type BarPair = {
  name: string;
  /** Shares from 0 to 1; null where nothing is known. */
  before: number | null;
  now: number | null;
};

const ROW = 42;

/** Bars reach to `highest`, so that charts can be held beside each other. Inks are those of a legend of two. */
export function barPairs({
  says,
  pairs,
  highest = Math.max(0.01, ...pairs.flatMap(({ before, now }) => [before ?? 0, now ?? 0])),
}: {
  says: string;
  pairs: readonly BarPair[];
  highest?: number;
}): Html {
  const bar = (share: number | null) => percent(Math.min(1, (share ?? 0) / highest));
  const rows = pairs.map(
    ({ name, before, now }) =>
      html`<li><span class="name">${name}</span> <span class="shares">${shareText(before)} → ${shareText(now)}</span><svg height="${ROW - 24}" aria-hidden="true"><rect class="area ink0" width="${bar(before)}" height="8"/><rect class="solid ink1" width="${bar(now)}" y="9" height="6"/></svg></li>`,
  );
  return html`<ul class="bars" aria-label="${says}">${rows}</ul>`;
}

/** @example shareText(0.1234) // '12.3 %' */
export function shareText(share: number | null): string {
  if (share === null) return '-';
  const digits = share > 0 && share < 0.001 ? 2 : 1;
  return `${(100 * share).toFixed(digits)} %`;
}
