import type { Plan } from '../releases/plan-promotion.ts';
import type { PromotionReading } from '../releases/read-promotion.ts';
import { formatNumber, formatRelative, relativeDifference, shortCommit } from '../terminal/format.ts';
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
  gates: [];
  stale: { src: boolean; config: boolean; data: boolean; reasons: string[] };
  as: string | null;
};

/** What a person reads after a promotion, or of its plan: what went where, and how good it is against what was there. */
export function renderPromotion(
  { colours, width }: Context,
  document: PromotionDocument,
  { branch, environment }: PromotionReading,
  dryRun: boolean,
): string {
  const { plan, after, before, as } = document;
  if (plan.action === 'nothing') return `nothing to do: ${plan.reason}`;
  if (plan.action !== 'release')
    return `would train on the merge, then release that: ${plan.action === 'retrain' ? plan.reasons.join('; ') : ''}`;
  const sameRows = branch.recorded?.validation?.rows === environment.recorded?.validation?.rows;
  const target = as === null ? document.environment : `${as} (for a pull request to ${document.environment})`;
  const head = dryRun
    ? `would release ${colours.bold(document.branch)} to ${colours.bold(target)} as release ${plan.release}`
    : `${colours.green('released')} ${colours.bold(document.branch)} to ${colours.bold(target)}: release ${plan.release}, ${shortCommit(after ?? '')}`;
  return [
    head,
    '',
    renderTable({
      columns: [
        { title: 'metric', align: 'left' },
        { title: 'before', align: 'right' },
        { title: 'now', align: 'right' },
        { title: 'change', align: 'right' },
      ],
      rows: Object.keys(branch.metrics).map(name => [
        name,
        formatNumber(environment.metrics[name]),
        formatNumber(branch.metrics[name]),
        sameRows
          ? formatRelative(
              relativeDifference(branch.metrics[name] ?? null, environment.metrics[name] ?? null),
            )
          : '',
      ]),
      width,
      paintTitle: colours.dim,
    }),
    '',
    ...(sameRows
      ? []
      : [`${colours.yellow('note:')} measured on different rows: before and now cannot be compared`]),
    `parents  ${shortCommit(before)} (${document.environment}), ${shortCommit(plan.parents[1])} (${document.branch})`,
    `data     ${shortCommit(environment.dataCommit ?? '')}${environment.dataCommit === branch.dataCommit ? ', unchanged' : ` -> ${shortCommit(branch.dataCommit ?? '')}`}`,
    ...(plan.recordedStale.length > 0
      ? [`${colours.yellow('stale')}    ${plan.reasons.join('; ')} (recorded in the commit)`]
      : []),
    ...(dryRun
      ? []
      : [
          '',
          as === null ? `undo: git-model rollback ${document.environment}` : `next: git push -u origin ${as}`,
        ]),
  ].join('\n');
}
