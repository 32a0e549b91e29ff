import { primaryMetric } from '../metrics/direction.ts';
import { requireEnvironment } from '../project/environments.ts';
import { environmentBranch } from '../releases/environment-branch.ts';
import { readHistory } from '../releases/history.ts';
import type { Release } from '../releases/release.ts';
import { listBranches } from '../repository/branches/refs.ts';
import { withObjectReader } from '../repository/objects/object-reader.ts';
import { openRepository } from '../repository/repository.ts';
import { formatNumber, shortCommit } from '../terminal/format.ts';
import { renderTable } from '../terminal/table.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';

/** The releases of an environment, newest first, from its commits alone. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const { directory, shallow } = await openRepository(context.directory);
  return withObjectReader(directory, async reader => {
    const [branches, environment] = await Promise.all([
      listBranches(directory),
      requireEnvironment(reader, textOf(args.positionals['environment'])),
    ]);
    const { commit: tip } = environmentBranch(branches, environment);
    const releases = await readHistory({ reader, directory, environment, tip, shallow });
    return {
      document: { environment, releases },
      text: () => render(context, environment, releases, shallow),
    };
  });
}

function render(
  { colours, width }: Context,
  environment: string,
  releases: readonly Release[],
  shallow: boolean,
): string {
  const metric = primaryMetric(
    releases.some(({ metrics }) => 'rmse' in metrics) ? 'regression' : 'classification',
  );
  const table = renderTable({
    columns: [
      { title: 'release', align: 'right' },
      { title: 'commit', align: 'left' },
      { title: 'when', align: 'left' },
      { title: 'kind', align: 'left' },
      { title: 'from', align: 'left', shrink: 2 },
      { title: metric, align: 'right' },
      { title: 'data', align: 'left' },
      { title: 'by', align: 'left', shrink: 1 },
      { title: 'note', align: 'left', shrink: 3 },
    ],
    rows: releases.map(release => [
      release.release === null ? '-' : String(release.release),
      shortCommit(release.commit),
      `${release.at.slice(0, 16).replace('T', ' ')}Z`,
      release.kind === 'unverified' ? { text: release.kind, paint: colours.yellow } : release.kind,
      release.from ? `${release.from.branch} ${shortCommit(release.from.commit)}` : '',
      formatNumber(release.metrics[metric]),
      release.data.commit ? shortCommit(release.data.commit) : '',
      release.author,
      release.note ?? restoredBy(release, releases),
    ]),
    width,
    paintTitle: colours.dim,
  });
  return [
    `${colours.bold(environment)}: ${releases.length} ${releases.length === 1 ? 'commit' : 'commits'}, newest first`,
    '',
    table,
    ...(shallow ? ['', 'This clone is shallow: older releases are not here (git fetch --unshallow).'] : []),
  ].join('\n');
}

function restoredBy({ restores }: Release, releases: readonly Release[]): string {
  if (restores === null) return '';
  const number = releases.find(({ commit }) => commit === restores)?.release ?? null;
  return `restores ${number === null ? shortCommit(restores) : `release ${number}`}`;
}
