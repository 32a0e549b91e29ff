// What a round did, as a document and for whoever reads the scheduler's mail.

import { formatDuration } from '../terminal/format.ts';
import { renderTable } from '../terminal/table.ts';
import type { Context } from './command.ts';

export type CycleStep = { step: string; changed: boolean; seconds: number; detail: string };

/** The document of --json; its shape is the contract's. */
export type CycleDocument = {
  environment: string;
  outcome: 'promoted' | 'refused' | 'nothing-to-do' | 'retrained';
  steps: CycleStep[];
  reasons: string[];
};

const WORDS: Record<CycleDocument['outcome'], string> = {
  promoted: 'has a new release',
  refused: 'stays as it is: the new model was refused',
  'nothing-to-do': 'stays as it is',
  retrained: 'stays as it is: the new model waits on its branch',
};

/** A line a step, then what came of it and why. */
export function renderCycle(
  { colours, width }: Context,
  { environment, outcome, steps, reasons }: CycleDocument,
  { dryRun, awaits }: { dryRun: boolean; awaits: boolean },
): string {
  return [
    renderTable({
      columns: [
        { title: 'step', align: 'left' },
        { title: '', align: 'left' },
        { title: 'took', align: 'right' },
        { title: 'what', align: 'left', shrink: 1 },
      ],
      rows: steps.map(({ step, changed, seconds, detail }) => [
        step,
        changed ? colours.green('changed') : '',
        seconds === 0 ? '' : formatDuration(seconds),
        detail,
      ]),
      width,
      paintTitle: colours.dim,
    }),
    '',
    `${colours.bold(environment)} ${dryRun ? dryWords(outcome, awaits) : WORDS[outcome]}`,
    ...reasons.map(reason => `  ${reason}`),
  ].join('\n');
}

/** What a dry run knows: of the rows at hand, where others would come first. */
function dryWords(outcome: CycleDocument['outcome'], awaits: boolean): string {
  const words = outcome === 'retrained' ? 'would get a new model' : WORDS[outcome];
  return `${words}${awaits ? ', with what is at hand' : ''} (a dry run: nothing was done)`;
}
