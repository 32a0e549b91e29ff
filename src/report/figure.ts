// A chart with its words: title, what the colours mean, a note, and the numbers in a table that opens.

import { type Html, html, type Piece } from './html.ts';

/** How a series looks, in the order of a legend; the first is what the others are held against. */
type Look = 'area' | 'line' | 'dots';

type Key = { name: string; look: Look };

/** At most this many series can be told apart. */
const MOST_SERIES = 6;

/** The class of a series' colour and dashes. */
export function inkOf(at: number): string {
  return `ink${at % MOST_SERIES}`;
}

export function figure({
  title,
  chart,
  legend = [],
  note = null,
  numbers = null,
}: {
  title: string;
  chart: Piece;
  /** In the order of inks. */
  legend?: readonly Key[];
  note?: Piece;
  /** A table; it stands under a word that opens it. */
  numbers?: Html | null;
}): Html {
  return html`<figure><figcaption>${title}</figcaption>${legend.length > 0 ? legendOf(legend) : null}${chart}${note === null ? null : html`<p class="note">${note}</p>`}${numbers === null ? null : html`<details><summary>numbers</summary>${numbers}</details>`}</figure>`;
}

/** In the order of inks; of its own where figures share it. */
export function legendOf(keys: readonly Key[]): Html {
  const items = keys.map(
    ({ name, look }, at) =>
      html`<li><svg class="key ${inkOf(at)}" width="22" height="10" viewBox="0 0 22 10" aria-hidden="true">${swatches[look]}</svg> ${name}</li>`,
  );
  return html`<ul class="legend">${items}</ul>`;
}

const swatches: Record<Look, Html> = {
  area: html`<path class="area" d="M0 1h22v8h-22z"/>`,
  line: html`<path class="line" d="M0 5h22"/>`,
  dots: html`<path class="dots" d="M4 5h0M11 5h0M18 5h0"/>`,
};

/** Figures side by side, as many as there is room for: one a column of data, one a branch. */
export function smallMultiples(figures: readonly Html[]): Html {
  return html`<div class="multiples">${figures}</div>`;
}
