// Messages of release commits: a person reads them in `git log`, a program reads the trailers.

import type { GateVerdict } from '../gates/verdict.ts';
import { primaryMetric } from '../metrics/direction.ts';
import { formatChange } from '../metrics/format-change.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';
import { commitMessage } from '../repository/objects/commits.ts';
import { formatNumber } from '../terminal/format.ts';
import { writeGates } from './recorded-gates.ts';
import { type ReleaseKind, TRAILER } from './release.ts';

export type ReleaseMessage = {
  kind: Exclude<ReleaseKind, 'unverified'>;
  environment: string;
  release: number;
  branch: { name: string; commit: string } | null;
  /** What was there before; null at init and after a rollback. */
  before?: ReleaseBefore | null;
  metrics: Metrics;
  dataCommit: string | null;
  stale: readonly string[];
  /** What exactly was stale, for people. */
  staleReasons?: readonly string[];
  restores: { release: number | null; commit: string } | null;
  /** What the gates said, and why those that failed were forced. */
  gates?: { verdicts: readonly GateVerdict[]; reason: string | null };
  /** Of the project; said at init. */
  name?: string;
};

export type ReleaseBefore = {
  metrics: Metrics;
  dataCommit: string | null;
  /** Whether both models were scored on the same rows, so that the scores can be compared. */
  sameRows: boolean;
};

/** Subject under 80 columns but for long names, the scores as a table, what a reviewer must know, trailers. */
export function releaseMessage(message: ReleaseMessage): string {
  const { kind, environment, release, branch, dataCommit, stale, restores } = message;
  const { verdicts, reason } = message.gates ?? NO_GATES;
  const forced = verdicts.flatMap(gate => (gate.forced ? [gate.name] : []));
  const trailers: [string, string | null][] = [
    [TRAILER.kind, kind],
    [TRAILER.release, String(release)],
    [TRAILER.environment, environment],
    [TRAILER.branch, branch?.name ?? null],
    [TRAILER.commit, branch?.commit ?? null],
    [TRAILER.restores, restores?.commit ?? null],
    [TRAILER.data, dataCommit],
    [TRAILER.stale, stale.length > 0 ? stale.join(', ') : null],
    [TRAILER.gates, writeGates(verdicts)],
    [TRAILER.forced, forced.length > 0 ? forced.join(', ') : null],
    [TRAILER.reason, forced.length > 0 ? reason : null],
  ];
  return commitMessage(
    subject(message),
    [scores(message), notes(message), saidByGates(message)],
    trailers.filter((trailer): trailer is [string, string] => trailer[1] !== null),
  );
}

function subject({ kind, environment, release, branch, restores, name, metrics }: ReleaseMessage): string {
  const metric = primaryMetric('rmse' in metrics ? 'regression' : 'classification');
  const score = metric in metrics ? `, ${metric} ${formatNumber(metrics[metric])}` : '';
  const head = `Release ${release} of ${environment}`;
  switch (kind) {
    case 'init':
      return `${head}: ${name ?? 'a project'}, first model${score}`;
    case 'rollback':
      return `${head}: roll back to ${restores?.release ? `release ${restores.release}` : restores?.commit.slice(0, 7)}${score}`;
    default:
      return `${head}: promote ${branch?.name}${score}`;
  }
}

function scores({ metrics, before }: ReleaseMessage): string {
  const rows = Object.entries(metrics).map(([name, value]) => {
    const was = before?.sameRows ? before.metrics[name] : undefined;
    if (was === undefined) return [name, formatNumber(value)];
    const difference = formatChange(name, value, was);
    return [name, formatNumber(was), '->', formatNumber(value), difference];
  });
  const widths = [0, 1, 2, 3, 4].map(column => Math.max(...rows.map(row => (row[column] ?? '').length)));
  return rows
    .map(([name, ...cells]) =>
      [name.padEnd(widths[0]), ...cells.map((cell, index) => cell.padStart(widths[index + 1]))].join('  '),
    )
    .join('\n');
}

const NO_GATES = { verdicts: [], reason: null };

/** For people; the trailers say the same for programs. */
function saidByGates({ gates: { verdicts, reason } = NO_GATES }: ReleaseMessage): string {
  if (verdicts.length === 0) return '';
  return [
    'Gates:',
    ...verdicts.map(
      gate => `  ${gate.passed ? 'passed' : 'FAILED'}  ${gate.name}: ${gate.reason.replace(/\s+/g, ' ')}`,
    ),
    ...(verdicts.some(({ forced }) => forced) ? [`Forced: ${(reason ?? '').replace(/\s+/g, ' ')}`] : []),
  ].join('\n');
}

function notes({ before, dataCommit, staleReasons = [], stale }: ReleaseMessage): string {
  return [
    ...(before && before.dataCommit !== dataCommit
      ? [`Data: ${short(before.dataCommit)} -> ${short(dataCommit)}.`]
      : []),
    ...(before && !before.sameRows
      ? ['Measured on other rows than the release before: the scores of the two cannot be compared.']
      : []),
    ...(stale.length > 0
      ? [
          `Released though stale, with --allow-stale${staleReasons.length > 0 ? `: ${staleReasons.join('; ')}` : ''}.`,
        ]
      : []),
  ].join('\n');
}

function short(commit: string | null): string {
  return commit?.slice(0, 7) ?? 'none';
}
