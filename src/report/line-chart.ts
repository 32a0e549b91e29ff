// How something goes: lines over time or over a number, with bands of uncertainty, limits and events.

import { inkOf } from './figure.ts';
import { type Html, html } from './html.ts';
import { type Axis, diagonalLine, eventLine, layer, limitLine, plot, pointOn } from './plot.ts';
import { numberScale, type Scale, timeScale } from './scale.ts';

/** `y` NaN: nothing is known there, and the line has a gap. */
type LinePoint = { x: number; y: number; low?: number; high?: number };

export type LineChart = {
  says: string;
  /** Charts that are stacked share `scale`. */
  x: { title: string; kind: 'time' | 'number'; scale?: Scale };
  /** `holds` are values that the axis reaches to, such as 0. */
  y: { title: string; scale?: Scale; holds?: readonly number[] };
  /** Of the ink of its place, so that a legend of the same order fits; points ascend. */
  series: readonly { name: string; points: readonly LinePoint[] }[];
  /** Values of the vertical axis that mean something. */
  limits?: readonly { name: string; value: number }[];
  /** Values of the horizontal axis at which something happened. */
  events?: readonly { name: string; x: number }[];
  /** Draws where both axes, of the same ends, have the same value. */
  diagonal?: boolean;
  height?: number;
};

export function lineChart({
  says,
  x,
  y,
  series,
  limits = [],
  events = [],
  diagonal,
  height,
}: LineChart): Html {
  const points = series.flatMap(each => each.points);
  const across = [...points.map(point => point.x), ...events.map(event => event.x)];
  const xAxis: Axis = {
    title: x.title,
    scale: x.scale ?? (x.kind === 'time' ? timeScale(across) : numberScale(across)),
  };
  const up = points.flatMap(point => [point.y, point.low ?? point.y, point.high ?? point.y]);
  const yAxis: Axis = {
    title: y.title,
    scale: y.scale ?? numberScale([...up, ...limits.map(limit => limit.value), ...(y.holds ?? [])]),
  };
  const paths = series.map(({ points: own }, at) => {
    const runs = runsOf(own);
    const band = runs.map(run => bandPath(run, xAxis.scale, yAxis.scale)).join('');
    return html`<g class="${inkOf(at)}">${band === '' ? null : html`<path class="band" d="${band}"/>`}<path class="line" d="${runs.map(run => linePath(run, xAxis.scale, yAxis.scale)).join('')}"/></g>`;
  });
  const marks = [
    layer([paths, diagonal ? diagonalLine : null]),
    limits.map(({ name, value }) => limitLine(yAxis.scale, value, name)),
    events.map(event => eventLine(xAxis.scale, event.x, event.name)),
  ];
  return plot({ says, x: xAxis, y: yAxis, marks, height });
}

/** Points that follow each other without a gap. */
function runsOf(points: readonly LinePoint[]): LinePoint[][] {
  const runs: LinePoint[][] = [];
  let run: LinePoint[] | null = null;
  for (const point of points) {
    if (!Number.isFinite(point.y)) run = null;
    else if (run) run.push(point);
    else {
      run = [point];
      runs.push(run);
    }
  }
  return runs;
}

function linePath(run: readonly LinePoint[], x: Scale, y: Scale): string {
  const places = run.map(point => pointOn(x, y, [point.x, point.y]));
  // A point alone is a line of no length, whose round ends make a dot.
  return places.length === 1 ? `M${places[0]}h0` : `M${places.join('L')}`;
}

function bandPath(run: readonly LinePoint[], x: Scale, y: Scale): string {
  const known = run.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  if (known.length < 2) return '';
  const above = known.map(point => pointOn(x, y, [point.x, point.high!]));
  const below = known.map(point => pointOn(x, y, [point.x, point.low!])).reverse();
  return `M${[...above, ...below].join('L')}Z`;
}
