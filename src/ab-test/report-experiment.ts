// An experiment as a page: the arms with their intervals drawn on one scale, and what was checked.

import { html } from '../report/html.ts';
import { htmlTable } from '../report/html-table.ts';
import { intervalTable, type Tone } from '../report/interval-table.ts';
import { page, type Section } from '../report/page.ts';
import { formatNumber } from '../terminal/format.ts';
import type { ExaminedArm, ExaminedExperiment } from './examine.ts';
import { guardrailCells } from './guardrail-text.ts';
import { ARM_COLUMNS, armCells, notesOf } from './render.ts';

export function reportExperiment(examined: ExaminedExperiment, version: string): string {
  const { experiment, metric, verdict, winner, arms, guardrails } = examined;
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
    {
      title: 'What was checked',
      body: html`<ul>${notesOf(examined).map(note => html`<li>${note}</li>\n`)}</ul>`,
    },
    ...(guardrails.length > 0
      ? [
          {
            title: 'Guardrails',
            body: htmlTable({
              says: 'guardrails of every challenger',
              columns: ['guardrail', 'branch', 'metric', 'units', 'value', 'low', 'high', 'limit', ''].map(
                title => ({ title }),
              ),
              rows: guardrails.map(state => {
                const { value, low, high, limit } = guardrailCells(state);
                const { guardrail, branch, metric: name, units, crossed } = state;
                const said = crossed ? 'crossed' : 'holds';
                return [guardrail, branch, name, formatNumber(units), value, low, high, limit, said];
              }),
            }),
          },
        ]
      : []),
  ];
  return page({
    title: `Experiment ${experiment}: ${winner === null ? verdict : `${winner} wins`}`,
    lead: html`<p>Mean losses by ${metric}; lower is better. The intervals hold together at every look, so that one may look as often as one likes.</p>`,
    sections,
    footer: `Made by git-model ${version}: ab ${experiment}`,
  });
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
