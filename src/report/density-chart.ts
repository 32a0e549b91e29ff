// Two numbers of many rows: dots where they are few, else squares that are darker the more rows they hold.

import { type Html, html } from './html.ts';
import { diagonalLine, layer, plot, pointOn } from './plot.ts';
import { numberScale, type Scale } from './scale.ts';

/** Cells of a grid between two ends on each axis; only those that hold rows. */
type DensityCells = {
  x: { from: number; to: number; cells: number };
  y: { from: number; to: number; cells: number };
  counts: readonly (readonly [column: number, row: number, count: number])[];
};

export type DensityChart = {
  says: string;
  x: { title: string };
  y: { title: string };
  values: { dots: readonly (readonly [x: number, y: number])[] } | { cells: DensityCells };
  /** Draws where both are equal, on axes of the same ends. */
  diagonal?: boolean;
  height?: number;
};

const SHADES = 5;

export function densityChart({ says, x, y, values, diagonal = false, height = 260 }: DensityChart): Html {
  const [across, up] = extentsOf(values);
  const both = [...across, ...up];
  const xScale = numberScale(diagonal ? both : across, { tight: true });
  const yScale = numberScale(diagonal ? both : up, { tight: true });
  const drawn =
    'dots' in values
      ? html`<path class="dots" d="${values.dots.map(dot => `M${pointOn(xScale, yScale, dot)}h0`).join('')}"/>`
      : shadesOf(values.cells, xScale, yScale);
  return plot({
    says,
    x: { title: x.title, scale: xScale },
    y: { title: y.title, scale: yScale },
    marks: layer(html`<g class="ink1">${drawn}</g>${diagonal ? diagonalLine : null}`),
    height,
  });
}

function extentsOf(values: DensityChart['values']): [number[], number[]] {
  if ('dots' in values) return [values.dots.map(([x]) => x), values.dots.map(([, y]) => y)];
  const { x, y } = values.cells;
  return [
    [x.from, x.to],
    [y.from, y.to],
  ];
}

/** One path a shade: by the logarithm of the count, so that lone rows are seen beside crowds. */
function shadesOf({ x, y, counts }: DensityCells, xScale: Scale, yScale: Scale): Html[] {
  const most = Math.max(1, ...counts.map(([, , count]) => count));
  const paths = Array.from({ length: SHADES }, () => '');
  const at = ({ from, to, cells }: DensityCells['x'], place: number) => from + ((to - from) * place) / cells;
  for (const [column, row, count] of counts) {
    const shade = Math.min(SHADES - 1, Math.floor((SHADES * Math.log(count)) / Math.log(most + 1)));
    const [left, bottom] = pointOn(xScale, yScale, [at(x, column), at(y, row)]).split(' ');
    const [right, top] = pointOn(xScale, yScale, [at(x, column + 1), at(y, row + 1)]).split(' ');
    paths[shade] += `M${left} ${bottom}H${right}V${top}H${left}Z`;
  }
  return paths.flatMap((path, shade) =>
    path === '' ? [] : [html`<path class="shade${shade}" d="${path}"/>`],
  );
}
