// Messages of release commits: a person reads them in `git log`, a program reads the trailers.

import { primaryMetric } from '../metrics/direction.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';
import { commitMessage } from '../repository/commits.ts';
import { formatNumber, formatRelative, relativeDifference } from '../terminal/format.ts';
import { type ReleaseKind, TRAILER } from './release.ts';

export type ReleaseMessage = {
  kind: Exclude<ReleaseKind, 'unverified'>;
  environment: string;
  release: number;
  branch: { name: string; commit: string } | null;
  /** Metrics of the release before; null where there is none or they are of other rows. */
  before: Metrics | null;
  metrics: Metrics;
  dataCommit: string | null;
  stale: readonly string[];
  restores: { release: number | null; commit: string } | null;
  /** Of the project; said at init. */
  name?: string;
};

export function releaseMessage(message: ReleaseMessage): string {
  const { kind, environment, release, branch, metrics, dataCommit, stale, restores } = message;
  return commitMessage(
    subject(message),
    [
      scoreParagraph(message),
      stale.length > 0
        ? `Released though stale (${stale.join(', ')}): the model was not made from the code, configuration or data of this commit.`
        : '',
    ],
    [
      [TRAILER.kind, kind],
      [TRAILER.release, String(release)],
      [TRAILER.environment, environment],
      ...(branch ? [[TRAILER.branch, branch.name] as [string, string]] : []),
      ...(restores ? [[TRAILER.restores, restores.commit] as [string, string]] : []),
      ...(dataCommit ? [[TRAILER.data, dataCommit] as [string, string]] : []),
      ...(stale.length > 0 ? [[TRAILER.stale, stale.join(', ')] as [string, string]] : []),
    ],
  );

  function scoreParagraph({ before }: ReleaseMessage): string {
    return Object.keys(metrics)
      .map(name => {
        const difference = before && relativeDifference(metrics[name], before[name] ?? null);
        const now = `${name} ${formatNumber(metrics[name])}`;
        return difference === null || before === null
          ? now
          : `${name} ${formatNumber(before[name])} -> ${formatNumber(metrics[name])} (${formatRelative(difference)})`;
      })
      .join('\n');
  }
}

function subject({ kind, environment, release, branch, restores, name, metrics }: ReleaseMessage): string {
  const metric = primaryMetric('rmse' in metrics ? 'regression' : 'classification');
  const score = `${metric} ${formatNumber(metrics[metric])}`;
  switch (kind) {
    case 'init':
      return `Release 1 of ${environment}: ${name ?? 'a project'}, first model, ${score}`;
    case 'rollback':
      return `Release ${release} of ${environment}: roll back to ${restores?.release ? `release ${restores.release}` : restores?.commit.slice(0, 10)}`;
    default:
      return `Release ${release} of ${environment}: promote ${branch?.name}, ${score}`;
  }
}
