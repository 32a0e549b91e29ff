// Every column of a window beside its reference, as small charts: what drifted first, the others folded.

import type { JudgedDrift } from '../../monitoring/drift/judge-drift.ts';
import type { Profile } from '../../monitoring/profile.ts';
import { type BarPair, barPairs, shareText } from '../../report/bar-pairs.ts';
import { figure, legendOf, smallMultiples } from '../../report/figure.ts';
import { histogramChart } from '../../report/histogram-chart.ts';
import { type Html, html, type Piece } from '../../report/html.ts';
import { toneMark } from '../../report/interval-table.ts';
import { formatNumber } from '../../terminal/format.ts';
import { driftedColumns, pValueText, shortNumber } from '../describe-verdicts.ts';
import type { Window } from '../window.ts';
import { categoryFrame } from './category-frame.ts';
import { type NumberFrame, numberFrame } from './number-frame.ts';

type Judged = JudgedDrift['columns'][number];

const HEIGHT = 120;

export function columnCharts(window: Window, drift: JudgedDrift): Html {
  const drifted = driftedColumns(drift);
  const others = drift.columns.filter(({ verdict }) => verdict !== 'drift');
  const chartOf = (column: Judged) =>
    html`<div id="${anchorOf(drift, column)}">${columnChart(window, column)}</div>`;
  const quiet = `${formatNumber(others.length)} ${others.length === 1 ? 'column' : 'columns'} in which no drift was found`;
  return html`${legendOf([
    { name: 'reference: the rows that the model was made from', look: 'area' },
    { name: 'window', look: 'line' },
  ])}
${drifted.length > 0 ? smallMultiples(drifted.map(chartOf)) : null}
${others.length > 0 ? html`<details class="fold"${drifted.length === 0 ? html` open` : null}><summary>${quiet}</summary>${smallMultiples(others.map(chartOf))}</details>` : null}
<p class="note">Bars of numbers are as wide as each other; within a cell of the reference rows are taken to lie evenly. Of what lies beyond the reference's least and greatest value only the count and the ends are known. The reference of the prediction are held-out rows.</p>`;
}

/** By place, so that no name of a column has to be one. */
export function anchorOf({ columns }: JudgedDrift, column: Judged): string {
  return `column-${columns.indexOf(column) + 1}`;
}

function columnChart(window: Window, judged: Judged): Html {
  const { column, kind, verdict, reasons, reported, adjustedPValue } = judged;
  const title = kind === 'prediction' ? titleOfPrediction(window.reference) : column;
  const drawn = drawnColumn(window, judged);
  const { missing } = reported;
  const hasMissing = missing !== undefined && Math.max(missing.reference, missing.batch) > 0;
  const gaps = hasMissing
    ? barPairs({
        says: `share of rows of ${title} without a value`,
        pairs: [
          { name: 'no value', before: missing.reference, now: window.rows === 0 ? null : missing.batch },
        ],
        highest: 1,
      })
    : null;
  const why =
    verdict === 'drift'
      ? [`adjusted p ${pValueText(adjustedPValue)}`, ...reasons]
      : reasons.length > 0
        ? reasons
        : [`adjusted p ${pValueText(adjustedPValue)}`];
  const note: Piece = [
    toneMark(verdict === 'drift' ? 'bad' : verdict === 'none' ? 'good' : 'unsure'),
    `${VERDICTS[verdict]}: ${why.join('; ')}.`,
    drawn?.isCut ? ' What lies further out is in the outermost bars.' : null,
  ];
  return figure({
    title,
    chart: [drawn?.chart ?? html`<p class="quiet">There is nothing to draw.</p>`, gaps],
    note,
  });
}

export const VERDICTS: Record<Judged['verdict'], string> = {
  drift: 'drift',
  none: 'no drift',
  'too-few-rows': 'too few rows to tell',
};

function drawnColumn(
  { reference, batch }: Window,
  { column, kind, reported }: Judged,
): { chart: Html; isCut: boolean } | null {
  const { profile, counts } =
    kind === 'prediction'
      ? { profile: predictionProfile(reference), counts: batch.predictions?.counts }
      : {
          profile: reference.columns.find(({ name }) => name === column),
          counts: batch.columns.get(column),
        };
  const title = kind === 'prediction' ? titleOfPrediction(reference) : column;
  if (profile?.type === 'numeric' && counts?.type === 'numeric') {
    const frame = numberFrame(profile, counts);
    if (frame === null) return null;
    const { mean } = reported;
    const few = pairsOfValues(frame);
    if (few !== null) return { chart: barPairs({ says: saidOf(title, few), pairs: few }), isCut: false };
    const says = `${title}: mean ${shortNumber(mean?.reference)} in the reference, ${shortNumber(mean?.batch)} in the window`;
    const chart = histogramChart({
      ...{ says, edges: frame.edges, height: HEIGHT, marksZero: false },
      x: { title: `mean ${shortNumber(mean?.reference)} → ${shortNumber(mean?.batch)}` },
      series: [
        { name: 'reference', counts: frame.reference },
        { name: 'window', counts: frame.window },
      ],
    });
    return { chart, isCut: frame.isCut };
  }
  if (profile?.type === 'categorical' && counts?.type === 'categorical') {
    const pairs = categoryFrame(profile, counts);
    if (pairs.length === 0) return null;
    return { chart: barPairs({ says: saidOf(title, pairs), pairs }), isCut: false };
  }
  return null;
}

function saidOf(title: string, pairs: readonly BarPair[]): string {
  const said = pairs.map(({ name, before, now }) => `${name} ${shareText(before)} to ${shareText(now)}`);
  return `${title}: ${said.join(', ')}`;
}

const FEW_VALUES = 7;

/** Of so few values, such as 0 and 1, a bar each says more than an axis. */
function pairsOfValues({ edges, reference, window, isOfValues }: NumberFrame): BarPair[] | null {
  if (!isOfValues || reference.length > FEW_VALUES) return null;
  const share = (counts: readonly number[], at: number) => {
    const rows = counts.reduce((sum, count) => sum + count, 0);
    return rows === 0 ? null : counts[at] / rows;
  };
  return reference.map((_, at) => ({
    name: formatNumber(Number(((edges[at] + edges[at + 1]) / 2).toPrecision(12))),
    before: share(reference, at),
    now: share(window, at),
  }));
}

/** Of two classes it is the probability of the second that is watched. */
function titleOfPrediction({ predictions }: Profile): string {
  const isProbability = predictions?.task === 'classification' && predictions.probability !== null;
  return isProbability ? `prediction: probability of ${predictions.meanProbabilities[1][0]}` : 'prediction';
}

function predictionProfile({ predictions }: Profile) {
  if (predictions === null) return undefined;
  if (predictions.task === 'regression') return predictions.values;
  return predictions.probability ?? predictions.classes;
}
