// An experiment as a table for a terminal or a pull request, and its plan in sentences.

import type { Colours } from '../terminal/colour.ts';
import { formatNumber, formatRelative, shortCommit } from '../terminal/format.ts';
import { escapeMarkdown, renderMarkdown } from '../terminal/markdown.ts';
import { sanitize } from '../terminal/sanitize.ts';
import { renderTable } from '../terminal/table.ts';
import type { ExaminedArm, ExaminedExperiment } from './examine.ts';
import { guardrailText } from './guardrail-text.ts';

/** What `--act` did. */
export type ActedOn = {
  environment: string;
  before: string;
  /** Null in a dry run. */
  after: string | null;
  weights: Record<string, number>;
  crossed: { guardrail: string; branch: string }[];
};

type Look = { colours: Colours; width: number };
type Asked = { format: 'table' | 'markdown' | 'plan'; acted: ActedOn | null; dryRun: boolean };

export function renderExperiment(look: Look, examined: ExaminedExperiment, asked: Asked): string {
  if (asked.format === 'plan') return planText(look, examined);
  const isMarkdown = asked.format === 'markdown';
  const safe = isMarkdown ? escapeMarkdown : sanitize;
  const { guardrails } = examined;
  const notes = [
    ...notesOf(examined),
    ...guardrails.map(state => `${state.crossed ? 'CROSSED ' : ''}${guardrailText(state)}`),
    ...(asked.acted ? [actedText(asked.acted, asked.dryRun)] : []),
  ];
  return [
    headline(look, examined, isMarkdown),
    '',
    isMarkdown ? renderMarkdown(tableOf(examined)) : armTable(look, examined),
    '',
    ...notes.map(note => (isMarkdown ? `- ${safe(note)}` : safe(note))),
  ].join('\n');
}

/** Notes under the table, also of the report: all that was checked but guardrails. */
export function notesOf(examined: ExaminedExperiment): string[] {
  const { reasons, sampleRatio, needed, neededOfOneLook, effect, leftOut, arms, verdict } = examined;
  const { unitsUnchecked } = examined;
  const { labelled } = sampleRatio;
  const versions = arms.filter(({ commits }) => commits > 1);
  return [
    ...reasons,
    ...(arms.every(({ units }) => units === 0) ||
    unitsUnchecked < arms.reduce((sum, { units }) => sum + units, 0)
      ? [
          `sample ratio: p = ${formatNumber(sampleRatio.pValue)} of assigned, ${formatNumber(labelled.pValue)} of labelled units, for one look; the verdict looks at every unit`,
        ]
      : []),
    ...(needed.total === null || verdict === 'winner'
      ? []
      : [
          `an effect of ${percent(effect)} takes about ${formatNumber(needed.total)} labelled units, ${formatNumber(needed.perArm)} in the smaller arm (looked at once, ${formatNumber(neededOfOneLook.total)})`,
        ]),
    ...arms.flatMap(({ branch, paired }) =>
      paired
        ? [
            `${branch} beside the baseline on ${formatNumber(paired.pairs)} units: ${formatNumber(paired.value)}${between(paired)}${paired.timesFewerLabels === null ? '' : `, with ${formatNumber(paired.timesFewerLabels)} times fewer labels than two arms apart; if labels do not hang on what was served`}`,
          ]
        : [],
    ),
    ...versions.map(({ branch, commits }) => `${branch} answered from ${commits} commits`),
    ...(unitsUnchecked > 0
      ? [
          `${formatNumber(unitsUnchecked)} units met weights that are not known here: their sample ratio is not checked`,
        ]
      : []),
    ...leftOutText(leftOut),
  ];
}

/** The cells of an arm, as the table and the page show them. */
export function armCells({
  branch,
  commit,
  weight,
  units,
  labelled,
  mean,
  difference,
}: ExaminedArm): string[] {
  return [
    branch,
    commit === null ? '' : shortCommit(commit),
    formatNumber(weight),
    formatNumber(units),
    formatNumber(labelled),
    formatNumber(mean),
    difference === null ? 'baseline' : formatNumber(difference.value),
    difference === null || difference.low === null
      ? ''
      : `${formatNumber(difference.low)} to ${formatNumber(difference.high)}`,
    difference?.relative ? formatRelative(difference.relative.value) : '',
  ];
}

export const ARM_COLUMNS = [
  { title: 'arm', align: 'left', code: true },
  { title: 'commit', align: 'left', code: true },
  { title: 'weight', align: 'right' },
  { title: 'units', align: 'right' },
  { title: 'labelled', align: 'right' },
  { title: 'mean loss', align: 'right' },
  { title: 'difference', align: 'right' },
  { title: 'interval', align: 'left' },
  { title: 'relative', align: 'right' },
] as const;

const tableOf = ({ arms }: ExaminedExperiment) => ({ columns: ARM_COLUMNS, rows: arms.map(armCells) });

function armTable({ colours, width }: Look, { arms, winner }: ExaminedExperiment): string {
  return renderTable({
    columns: ARM_COLUMNS.map(({ title, align }) => ({
      title,
      align,
      ...(title === 'arm' ? { shrink: 1 } : title === 'commit' ? { shrink: 3 } : {}),
    })),
    rows: arms.map(arm => {
      const [name, ...cells] = armCells(arm);
      return [arm.branch === winner ? { text: name, paint: colours.green } : name, ...cells];
    }),
    width,
    paintTitle: colours.dim,
  });
}

function headline(
  { colours }: Look,
  { experiment, metric, verdict, winner }: ExaminedExperiment,
  plain: boolean,
): string {
  const said = winner === null ? verdict : `${winner} wins`;
  if (plain) return `**${escapeMarkdown(experiment)}** by ${metric}: **${escapeMarkdown(said)}**`;
  const paint =
    verdict === 'winner' ? colours.green : verdict === 'undecided' ? colours.bold : colours.yellow;
  return `${colours.bold(sanitize(experiment))} by ${metric}: ${paint(sanitize(said))}`;
}

function planText({ colours }: Look, examined: ExaminedExperiment): string {
  const { experiment, metric, arms, needed, neededOfOneLook, effect, power } = examined;
  const shares = arms.map(({ branch, weight }) => `${branch} ${formatNumber(weight)}`).join(', ');
  const head = `${colours.bold(sanitize(experiment))} by ${metric}: ${sanitize(shares)}`;
  if (needed.total === null) {
    return `${head}\n\nhow many units it takes cannot be said: nothing is known of the spread of the baseline's losses by ${metric}`;
  }
  return [
    head,
    '',
    `an effect of ${percent(effect)} of the baseline's mean loss is seen with a chance of ${percent(power)} by`,
    `  ${formatNumber(needed.total)} labelled units, ${formatNumber(needed.perArm)} of them in the smaller arm, looked at as often as you like`,
    `  ${formatNumber(neededOfOneLook.total)}, ${formatNumber(neededOfOneLook.perArm)} in the smaller arm, where one looks once, at the end, and never before`,
  ].join('\n');
}

function leftOutText(left: ExaminedExperiment['leftOut']): string[] {
  const { moved, otherArms, unusableLabels, conflictingLabels } = left;
  return [
    ...(moved > 0
      ? [`${formatNumber(moved)} answers to units that had met another arm before are left out`]
      : []),
    ...(otherArms > 0 ? [`${formatNumber(otherArms)} answers of branches that are no arm are left out`] : []),
    ...(unusableLabels > 0
      ? [`${formatNumber(unusableLabels)} labels are of another kind than the prediction`]
      : []),
    ...(conflictingLabels > 0
      ? [`${formatNumber(conflictingLabels)} labels contradict an earlier one, which holds`]
      : []),
  ];
}

function actedText({ environment, after, weights }: ActedOn, dryRun: boolean): string {
  const shares = Object.entries(weights)
    .map(([branch, weight]) => `${branch} ${weight}`)
    .join(', ');
  const what = dryRun || after === null ? 'would change' : 'changed';
  return `${what} the weights on ${environment} to ${shares}${after === null ? '' : `: ${shortCommit(after)}`}`;
}

const percent = (share: number): string => `${formatNumber(100 * share)} %`;
const between = ({ low, high }: { low: number | null; high: number | null }): string =>
  low === null || high === null ? '' : ` (${formatNumber(low)} to ${formatNumber(high)})`;
