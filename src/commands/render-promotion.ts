import type { GateVerdict } from '../gates/verdict.ts';
import { formatChange } from '../metrics/format-change.ts';
import type { Plan } from '../releases/plan-promotion.ts';
import type { PromotionReading } from '../releases/read-promotion.ts';
import { scoresBefore } from '../releases/scores-before.ts';
import { formatNumber, shortCommit } from '../terminal/format.ts';
import { renderTable } from '../terminal/table.ts';
import type { Context } from './command.ts';

/** The document of --json; its shape is the contract's. */
export type PromotionDocument = {
  environment: string;
  branch: string;
  before: string;
  after: string | null;
  release: number | null;
  plan: Plan;
  gates: GateVerdict[];
  stale: { src: boolean; config: boolean; data: boolean; reasons: string[] };
  as: string | null;
};

/** What a person reads after a promotion, or of its plan: what went where, and how good it is against what was there. */
export function renderPromotion(
  context: Context,
  document: PromotionDocument,
  reading: PromotionReading,
  dryRun: boolean,
): string {
  const { plan } = document;
  switch (plan.action) {
    case 'nothing':
      return `nothing to do: ${plan.reason}`;
    case 'retrain':
      return [
        `would train on the merge of ${document.branch} and ${document.environment}, then release that`,
        ...plan.reasons.map(reason => `because ${reason}`),
      ].join('\n');
    case 'release':
      return renderRelease(context, document, plan, reading, dryRun);
    default:
      return plan.message;
  }
}

function renderRelease(
  { colours, width }: Context,
  { environment: to, branch: name, before, after, as, gates }: PromotionDocument,
  plan: Extract<Plan, { action: 'release' }>,
  { branch, environment }: PromotionReading,
  dryRun: boolean,
): string {
  const was = scoresBefore(environment, branch);
  const target = as === null ? to : `${as} (for a pull request to ${to})`;
  const head = dryRun
    ? `would release ${colours.bold(name)} to ${colours.bold(target)} as release ${plan.release}`
    : `${colours.green('released')} ${colours.bold(name)} to ${colours.bold(target)}: release ${plan.release}, ${shortCommit(after ?? '')}`;
  const table = renderTable({
    columns: [
      { title: 'metric', align: 'left' },
      { title: 'before', align: 'right' },
      { title: 'now', align: 'right' },
      { title: 'change', align: 'right' },
    ],
    rows: Object.entries(branch.metrics).map(([metric, value]) => [
      metric,
      formatNumber(was.metrics[metric]),
      formatNumber(value),
      was.sameRows ? formatChange(metric, value, was.metrics[metric]) : '',
    ]),
    width,
    paintTitle: colours.dim,
  });
  const pin = (commit: string | null) => (commit === null ? 'none' : shortCommit(commit));
  const moved = was.dataCommit === branch.dataCommit ? 'unchanged' : `moved on from ${pin(was.dataCommit)}`;
  return [
    head,
    '',
    table,
    '',
    ...(was.sameRows
      ? []
      : [`${colours.yellow('note:')}    measured on different rows: before and now cannot be compared`]),
    `parents  ${shortCommit(before)} (${to}), ${shortCommit(plan.parents[1])} (${name})`,
    `data     ${pin(branch.dataCommit)}, ${moved}`,
    ...gates.map(({ name: gate, passed, reason }) => {
      const said = passed ? colours.green('passed') : colours.yellow('forced');
      return `gate     ${gate} ${said}: ${reason}`;
    }),
    ...(plan.recordedStale.length > 0
      ? [`${colours.yellow('stale')}    ${plan.reasons.join('; ')} (recorded in the commit)`]
      : []),
    ...(dryRun
      ? []
      : ['', as === null ? `undo: git-model rollback ${to}` : `next: git push -u origin ${as}`]),
  ].join('\n');
}
