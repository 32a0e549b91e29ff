// The message of a training commit: the score first, what changed next, trailers for programs.

import { primaryMetric } from '../metrics/direction.ts';
import { formatChange } from '../metrics/format-change.ts';
import type { Provenance } from '../provenance/provenance.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';
import { commitMessage } from '../repository/objects/commits.ts';
import { formatNumber } from '../terminal/format.ts';

export function trainingMessage({
  kind,
  subject,
  branch,
  metrics,
  before,
  sameRows,
  provenance,
  edits,
  because,
}: {
  kind: 'train' | 'retrain';
  subject: string | undefined;
  branch: string;
  metrics: Metrics;
  before: Metrics;
  /** Whether both models were scored on the same rows; else their scores do not compare. */
  sameRows: boolean;
  provenance: Provenance;
  edits: readonly string[];
  /** Why it was done, where somebody said so. */
  because: string | undefined;
}): string {
  const metric = primaryMetric('rmse' in metrics ? 'regression' : 'classification');
  const was =
    typeof before[metric] !== 'number'
      ? ''
      : ` (was ${formatNumber(before[metric])}, ${sameRows ? formatChange(metric, metrics[metric], before[metric]) : 'on other rows'})`;
  const score = Object.entries(metrics)
    .map(([name, value]) => `${name} ${formatNumber(value)}`)
    .join(', ');
  return commitMessage(
    firstLine(subject) ??
      `${kind === 'train' ? 'Train' : 'Retrain'} ${branch}: ${metric} ${formatNumber(metrics[metric])}`,
    [
      ...(subject && subject.trim() !== firstLine(subject)
        ? [subject.trim().split('\n').slice(1).join('\n').trim()]
        : []),
      `${score}${was === '' ? '' : `\n${metric}${was}`}`,
      `Made from ${provenance.data.rows} rows of data ${provenance.data.commit.slice(0, 10)}, src ${provenance.source.tree.slice(0, 10)}, seed ${provenance.seed}${edits.length > 0 ? `\nEdited: ${edits.slice(0, 10).join(', ')}${edits.length > 10 ? ', …' : ''}` : ''}`,
    ],
    [
      ['Mv-Kind', kind],
      ['Mv-Data', provenance.data.commit],
      ...(because === undefined ? [] : [['Mv-Because', because] satisfies [string, string]]),
    ],
  );
}

function firstLine(text: string | undefined): string | undefined {
  const line = text?.trim().split('\n', 1)[0];
  return line === '' ? undefined : line;
}
