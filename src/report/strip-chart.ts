// How far each of many things was from a threshold, time by time: a lane each of upright bars, under one axis of time.

import { type Html, html } from './html.ts';
import { drawing, shortened, vertical } from './plot.ts';
import { placeOn, type Scale } from './scale.ts';

export type StripLane = {
  name: string;
  /** `ratio`: how many times the threshold; 1 or more stands out. Infinity is as high as it gets. */
  bars: readonly { x: number; ratio: number }[];
};

const LANE = { name: 16, bars: 22, gap: 6 };
/** Bars end here: what is beyond is far beyond. */
const HIGHEST = 2.5;

/** `every` is how far apart bars stand, in units of the axis: they are a little narrower. */
export function stripChart({
  says,
  x: { title, scale },
  lanes,
  every,
}: {
  says: string;
  x: { title: string; scale: Scale };
  lanes: readonly StripLane[];
  every: number;
}): Html {
  const pitch = LANE.name + LANE.bars + LANE.gap;
  const width = Math.max(3, Math.min(60, (800 * every) / (scale.to - scale.from)));
  const ticks = scale.ticks.map(({ value, label }) => vertical(scale, value, label));
  const drawn = lanes.map(({ name, bars }, lane) => {
    const top = lane * pitch + LANE.name;
    const path = (wanted: readonly StripLane['bars'][number][]) =>
      wanted
        .map(({ x, ratio }) => {
          const left = Number((1000 * placeOn(scale, x) - width / 2).toFixed(1));
          const height = Math.round((100 * Math.min(HIGHEST, Math.max(0, ratio))) / HIGHEST);
          return height === 0 ? '' : `M${left} 100v${-height}h${Number(width.toFixed(1))}v${height}z`;
        })
        .join('');
    const quiet = path(bars.filter(({ ratio }) => ratio < 1));
    const loud = path(bars.filter(({ ratio }) => ratio >= 1));
    const threshold = 100 - 100 / HIGHEST;
    return html`<text x="0" y="${top - 4}" class="lane">${shortened(name)}</text><svg y="${top}" width="100%" height="${LANE.bars}" viewBox="0 0 1000 100" preserveAspectRatio="none"><path class="calm" d="${quiet}"/><path class="loud" d="${loud}"/><path class="floor" d="M0 100H1000"/><path class="threshold" d="M0 ${threshold}H1000"/></svg>`;
  });
  return html`${drawing({ says, height: lanes.length * pitch, marks: [ticks, drawn] })}<p class="axis across">${title}</p>`;
}
