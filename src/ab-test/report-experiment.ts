// An experiment as a page: the arms with their intervals drawn on one scale, and what was checked.

import { html, type Piece } from '../report/html.ts';
import { htmlTable, type TableColumn } from '../report/html-table.ts';
import { intervalTable, type Tone, toneMark } from '../report/interval-table.ts';
import { page, type Section } from '../report/page.ts';
import { formatNumber } from '../terminal/format.ts';
import type { ExaminedArm, ExaminedExperiment } from './examine.ts';
import { guardrailCells } from './guardrail-text.ts';
import type { GuardrailState } from './guardrails.ts';
import { ARM_COLUMNS, armCells, notesOf } from './render.ts';

export function reportExperiment(examined: ExaminedExperiment, version: string): string {
  const { experiment, metric, verdict, winner, reasons, arms, guardrails } = examined;
  const sections: Section[] = [
    {
      title: 'Which arm wins',
      body: intervalTable({
        says: `mean loss by ${metric} of every arm, with its difference from the baseline and the interval`,
        columns: ARM_COLUMNS.map(({ title, align }) => ({ title, align })),
        before: 1,
        scaleTitle: 'difference of mean losses, below 0 is better',
        rows: arms.map(arm => ({ cells: armCells(arm), estimate: estimateOf(arm) })),
      }),
    },
    ...(guardrails.length > 0
      ? [
          {
            title: 'Guardrails',
            body: htmlTable({
              says: 'guardrails of every challenger',
              columns: GUARDRAIL_COLUMNS,
              rows: guardrails.map(guardrailRow),
            }),
          },
        ]
      : []),
    {
      title: 'What was checked',
      body: html`<ul>${notesOf({ ...examined, reasons: [] }).map(note => html`<li>${note}</li>\n`)}</ul>`,
    },
  ];
  return page({
    title: `Experiment ${experiment}: ${winner === null ? verdict : `${winner} wins`}`,
    lead: html`<p>${reasons.join('; ')}.</p><p>Mean losses by ${metric}; lower is better. The intervals hold together at every look, so that one may look as often as one likes.</p>`,
    sections,
    footer: `Made by git-model ${version}: ab ${experiment}`,
  });
}

const GUARDRAIL_COLUMNS: TableColumn[] = [
  ...['guardrail', 'branch', 'holds?', 'metric', 'limit'].map(title => ({ title })),
  ...['value', 'low', 'high', 'units'].map(title => ({ title, align: 'right' as const })),
];

function guardrailRow(state: GuardrailState): Piece[] {
  const { guardrail, branch, metric, units, crossed, low } = state;
  const cells = guardrailCells(state);
  const tone = crossed ? 'bad' : low === null ? 'unsure' : 'neutral';
  const said = crossed ? 'crossed' : low === null ? 'too little to tell' : 'not crossed';
  return [
    ...[guardrail, branch, html`${toneMark(tone)} ${said}`, metric, cells.limit],
    ...[cells.value, cells.low, cells.high, formatNumber(units)],
  ];
}

function estimateOf({
  difference,
}: ExaminedArm): { value: number; low: number | null; high: number | null; tone: Tone } | null {
  if (difference === null || difference.value === null) return null;
  const { value, low, high } = difference;
  const tone: Tone =
    low === null || high === null ? 'unsure' : high < 0 ? 'good' : low > 0 ? 'bad' : 'neutral';
  return { value, low, high, tone };
}
