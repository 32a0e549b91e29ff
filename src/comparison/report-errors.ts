// Charts of the errors of one branch, and of the baseline behind them.

import { densityChart } from '../report/density-chart.ts';
import { figure, smallMultiples } from '../report/figure.ts';
import { histogramChart } from '../report/histogram-chart.ts';
import { type Html, html } from '../report/html.ts';
import { htmlTable } from '../report/html-table.ts';
import { lineChart } from '../report/line-chart.ts';
import { shadedTable } from '../report/shaded-table.ts';
import { formatNumber } from '../terminal/format.ts';
import type { Residuals } from './residuals.ts';
import type { ClassErrors, ClassFrame } from './residuals-of-classes.ts';
import type { NumberErrors, NumberFrame } from './residuals-of-numbers.ts';

type Named = { branch: string; baseline: string; target: string };

/** Of the model `at`, with the model 0 behind it where it is another; null where it has no prediction. */
export function chartsOfErrors(residuals: Residuals, at: number, names: Named): Html | null {
  if (residuals.task === 'regression') {
    const { frame, models } = residuals;
    const own = models[at];
    return own && smallMultiples(ofNumbers(frame, own, at === 0 ? null : models[0], names, sharedOf(models)));
  }
  const { frame, models } = residuals;
  const own = models[at];
  return own && smallMultiples(ofClasses(frame, own, at === 0 ? null : models[0], names));
}

/** What charts of the same kind reach to, so that those of two branches can be held beside each other. */
type Shared = { inOrder: number[]; highest: number };

function sharedOf(models: readonly (NumberErrors | null)[]): Shared {
  const known = models.filter(errors => errors !== null);
  return {
    inOrder: known.flatMap(({ inOrder }) => inOrder.flatMap(({ low, high }) => [low, high])),
    highest: Math.max(
      ...known.map(
        ({ histogram }) => Math.max(...histogram) / histogram.reduce((sum, count) => sum + count, 0),
      ),
    ),
  };
}

function ofNumbers(
  frame: NumberFrame,
  own: NumberErrors,
  baseline: NumberErrors | null,
  { branch, baseline: against, target }: Named,
  shared: Shared,
): Html[] {
  const { from, to, cells } = frame.range;
  const axis = { from, to, cells };
  const behind = baseline ?? own;
  const said = `mean error ${formatNumber(own.mean)}, nine in ten between ${formatNumber(own.low)} and ${formatNumber(own.high)}`;
  return [
    figure({
      title: 'Predicted and actual',
      chart: densityChart({
        says: `${branch}: predicted against actual ${target}; ${said}`,
        x: { title: `actual ${target}` },
        y: { title: 'predicted' },
        values:
          'points' in own.pairs
            ? { dots: own.pairs.points }
            : { cells: { x: axis, y: axis, counts: own.pairs.cells } },
        diagonal: true,
      }),
      note:
        'points' in own.pairs
          ? 'A dot a row; on the broken line a prediction is right.'
          : 'Stronger squares hold more rows; on the broken line a prediction is right. What lies beyond is in the outermost squares.',
    }),
    figure({
      title: frame.by === 'time' ? 'Errors over time' : 'Errors by row',
      legend: legendOf(branch, baseline && against, 'line'),
      chart: lineChart({
        says: `${branch}: mean error of neighbouring rows by ${frame.by}; ${said}`,
        x: { title: frame.by, kind: frame.by === 'time' ? 'time' : 'number' },
        y: { title: 'predicted minus actual', holds: [0, ...shared.inOrder] },
        series: [
          {
            name: against,
            points: baseline ? behind.inOrder.map(({ x, mean }) => ({ x, y: mean })) : [],
          },
          { name: branch, points: own.inOrder.map(({ x, mean, low, high }) => ({ x, y: mean, low, high })) },
        ],
        height: 230,
      }),
      note: 'The mean of neighbouring rows; the band holds eight errors of ten.',
      numbers: htmlTable({
        says: `errors of ${branch} by ${frame.by}`,
        columns: [
          { title: frame.by },
          ...['mean', '10 %', '90 %'].map(title => ({ title, align: 'right' as const })),
        ],
        rows: own.inOrder.map(({ x, mean, low, high }) => [
          placeText(x, frame.by),
          ...[mean, low, high].map(formatNumber),
        ]),
      }),
    }),
    figure({
      title: 'How large errors are',
      legend: legendOf(branch, baseline && against, 'area'),
      chart: histogramChart({
        says: `${branch}: how many errors are how large; ${said}`,
        x: { title: 'predicted minus actual' },
        edges: frame.edges,
        highest: shared.highest,
        series: baseline
          ? [
              { name: against, counts: behind.histogram },
              { name: branch, counts: own.histogram },
            ]
          : [{ name: branch, counts: own.histogram }],
        height: 230,
      }),
      note: 'What lies beyond is in the outermost bars.',
      numbers: htmlTable({
        says: `errors of ${branch} by size`,
        columns: [{ title: 'error up to' }, { title: 'rows', align: 'right' }],
        rows: own.histogram.map((count, bin) => [formatNumber(frame.edges[bin + 1]), formatNumber(count)]),
      }),
    }),
  ];
}

function ofClasses(
  frame: ClassFrame,
  own: ClassErrors,
  baseline: ClassErrors | null,
  { branch, baseline: against }: Named,
): Html[] {
  const probability =
    frame.reliabilityOf === null ? 'probability of the likeliest' : `probability of ${frame.reliabilityOf}`;
  const asPoints = (errors: ClassErrors | null) =>
    (errors?.reliability ?? []).map(({ given, happened }) => ({ x: given, y: happened }));
  const share = {
    from: 0,
    to: 1,
    ticks: [0, 0.25, 0.5, 0.75, 1].map(value => ({ value, label: String(value) })),
  };
  const said = `calibration error ${formatNumber(own.calibrationError)}`;
  const confusion = shadedTable({
    says: `confusion of ${branch}`,
    corner: 'actual, and predicted as',
    rows: frame.classes,
    columns: frame.classes,
    counts: own.confusion,
    format: formatNumber,
  });
  return [
    figure({
      title: 'Are probabilities what happens?',
      legend: legendOf(branch, baseline && against, 'line'),
      chart: lineChart({
        says: `${branch}: share that happened by ${probability}; ${said}`,
        x: { title: probability, kind: 'number', scale: share },
        y: { title: 'share that happened', scale: share },
        series: [
          { name: against, points: asPoints(baseline) },
          { name: branch, points: asPoints(own) },
        ],
        diagonal: true,
        height: 240,
      }),
      note: `Rows by their probability, in tenths; the broken line is where both are equal. Off by ${formatNumber(own.calibrationError)} in the mean.`,
      numbers: htmlTable({
        says: `reliability of ${branch}`,
        columns: ['probability', 'happened', 'rows'].map((title, at) => ({
          title,
          align: at === 0 ? ('left' as const) : ('right' as const),
        })),
        rows: own.reliability.map(bin => [bin.given, bin.happened, bin.rows].map(formatNumber)),
      }),
    }),
    figure({
      title: 'Which is taken for which',
      chart: confusion,
      note: frame.others > 0 ? `"others" are ${formatNumber(frame.others)} further classes.` : null,
    }),
    figure({
      title: frame.by === 'time' ? 'Mistakes over time' : 'Mistakes by row',
      legend: legendOf(branch, baseline && against, 'line'),
      chart: lineChart({
        says: `${branch}: share of wrong classes of neighbouring rows by ${frame.by}`,
        x: { title: frame.by, kind: frame.by === 'time' ? 'time' : 'number' },
        y: { title: 'share that is wrong', holds: [0] },
        series: [
          { name: against, points: (baseline?.inOrder ?? []).map(({ x, mean }) => ({ x, y: mean })) },
          { name: branch, points: own.inOrder.map(({ x, mean, low, high }) => ({ x, y: mean, low, high })) },
        ],
        height: 240,
      }),
      note: 'Neighbouring rows together; the band is an interval of 95 %.',
    }),
  ];
}

/** The baseline has the first ink, whether it is there or not. */
function legendOf(branch: string, against: string | null, first: 'area' | 'line') {
  if (against === null) return [];
  return [
    { name: against, look: first },
    { name: branch, look: 'line' as const },
  ];
}

function placeText(x: number, by: 'time' | 'row'): Html {
  return html`${by === 'time' ? new Date(x).toISOString().slice(0, 16).replace('T', ' ') : formatNumber(x)}`;
}
