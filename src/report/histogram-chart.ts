// Where values lie: one distribution of numbers, or some in one frame. The first is an area, the others are outlines.

import { inkOf } from './figure.ts';
import { type Html, html } from './html.ts';
import { eventLine, layer, plot, pointOn } from './plot.ts';
import { numberScale, type Scale } from './scale.ts';

export type HistogramChart = {
  says: string;
  x: { title: string };
  /** n + 1 ascending ends of n bins; those of the outermost may be open in truth, which the caller says. */
  edges: readonly number[];
  /** n counts each. What is drawn is each bin's share of the series' rows, by its width where widths differ. */
  series: readonly { name: string; counts: readonly number[] }[];
  /** The share of rows that the axis reaches to, where charts are to be held beside each other. */
  highest?: number;
  /** Draws where the values are 0, if the axis goes beyond on both sides. Default true. */
  marksZero?: boolean;
  height?: number;
};

export function histogramChart({
  says,
  x: { title },
  edges,
  series,
  highest,
  marksZero = true,
  height,
}: HistogramChart): Html {
  const widths = edges.slice(1).map((edge, at) => edge - edges[at]);
  const widest = Math.max(...widths);
  const equal = widths.every(width => width > 0.999 * widest);
  const heights = series.map(({ counts }) => {
    const rows = counts.reduce((sum, count) => sum + count, 0) || 1;
    return counts.map((count, at) => (count / rows) * (equal ? 100 : 100 / widths[at]));
  });
  const x = numberScale(edges, { tight: true });
  const y = numberScale([0, ...(highest === undefined ? heights.flat() : [100 * highest])]);
  const drawn = heights.map(
    (own, at) =>
      html`<g class="${inkOf(at)}"><path class="${at === 0 ? 'area' : 'line'}" d="${stepPath(edges, own, x, y)}"/></g>`,
  );
  return plot({
    says,
    x: { title, scale: x },
    y: { title: equal ? '% of rows' : '% of rows a unit', scale: y },
    marks: [layer(drawn), marksZero && edges[0] < 0 && edges[edges.length - 1] > 0 ? eventLine(x, 0) : null],
    height,
  });
}

function stepPath(edges: readonly number[], heights: readonly number[], x: Scale, y: Scale): string {
  const corners = heights.flatMap((height, at) => [
    pointOn(x, y, [edges[at], height]),
    pointOn(x, y, [edges[at + 1], height]),
  ]);
  const [first, last] = [edges[0], edges[edges.length - 1]];
  return `M${[pointOn(x, y, [first, 0]), ...corners, pointOn(x, y, [last, 0])].join('L')}`;
}
