// The frame that charts share: two axes, and marks between them. As wide as there is room, with text of one size at any
// width: places along the axes are percentages, paths are drawn in a square of 1,000 that is stretched.

import { sanitize } from '../terminal/sanitize.ts';
import { truncate } from '../terminal/width.ts';
import { type Html, html, type Piece } from './html.ts';
import { placeOn, type Scale } from './scale.ts';

export type Axis = { title: string; scale: Scale };

/**
 * A chart. `says` is what it shows, for who cannot see it. `height` is that between the axes, in pixels. The room beside
 * and below the axes is the style sheet's, the same for all charts, so that they can be stacked.
 */
export function plot({
  says,
  x,
  y,
  marks,
  height = 180,
}: {
  says: string;
  x: Axis;
  y: Axis;
  marks: Piece;
  height?: number;
}): Html {
  const lines = [
    y.scale.ticks.map(({ value, label }) => horizontal(y.scale, value, label)),
    x.scale.ticks.map(({ value, label }) => vertical(x.scale, value, label)),
  ];
  // Titles wrap, which text of a drawing would not.
  return html`<p class="axis">${y.title}</p>${drawing({ says, height, marks: [lines, marks] })}<p class="axis across">${x.title}</p>`;
}

/** What stands between the axes, with room for their ticks around it. */
export function drawing({ says, height, marks }: { says: string; height: number; marks: Piece }): Html {
  return html`<svg class="plot" height="${height}" role="img" aria-label="${says}">${marks}</svg>`;
}

function horizontal(scale: Scale, value: number, label: string): Html {
  const place = percent(1 - placeOn(scale, value));
  return html`<line class="${value === 0 ? 'zero' : 'grid'}" x2="100%" y1="${place}" y2="${place}"/><text class="end" x="-6" y="${place}" dy="4">${label}</text>`;
}

/** A tick of the horizontal axis. */
export function vertical(scale: Scale, value: number, label: string): Html {
  const share = placeOn(scale, value);
  const place = percent(share);
  // At the right end of a page there is no room for the second half of a date.
  const anchor = share > 0.97 && label.length > 7 ? 'end' : 'middle';
  return html`<line class="grid" x1="${place}" x2="${place}" y2="100%"/><text class="${anchor}" x="${place}" y="100%" dy="16">${label}</text>`;
}

/** In a layer, where both axes have the same value, if they have the same ends. */
export const diagonalLine = html`<path class="diagonal" d="M0 1000L1000 0"/>`;

/** @example percent(0.12345) // '12.35%' */
export function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))}%`;
}

/** Paths between the axes, in coordinates of `pointOn`. */
export function layer(paths: Piece): Html {
  return html`<svg class="layer" viewBox="0 0 1000 1000" preserveAspectRatio="none">${paths}</svg>`;
}

/** A place in a layer, from 0,0 at the top left to 1000,1000. */
export function pointOn(x: Scale, y: Scale, [across, up]: readonly [number, number]): string {
  return `${coordinate(placeOn(x, across))} ${coordinate(1 - placeOn(y, up))}`;
}

function coordinate(share: number): number {
  return Number((1000 * share).toFixed(1));
}

/** A value of the vertical axis that means something: a line from side to side, with a word at its end. */
export function limitLine(scale: Scale, value: number, name: string): Html {
  const place = percent(1 - placeOn(scale, value));
  return html`<line class="limit" x2="100%" y1="${place}" y2="${place}"/><text class="end" x="100%" y="${place}" dy="-4">${shortened(name)}</text>`;
}

/** A value of the horizontal axis that means something: a line from top to bottom, with a word at its top. */
export function eventLine(scale: Scale, value: number, name: string | null = null): Html {
  const share = placeOn(scale, value);
  const place = percent(share);
  const [side, by] = share > 0.5 ? ['end', -4] : ['start', 4];
  const word = html`<text class="${side}" x="${place}" dx="${by}" y="10">${name === null ? null : shortened(name)}</text>`;
  return html`<line class="event" x1="${place}" x2="${place}" y2="100%"/>${name === null ? null : word}`;
}

/** Text of a drawing does not wrap: a name in it is cut. */
export function shortened(name: string): string {
  return truncate(sanitize(name), 28);
}
