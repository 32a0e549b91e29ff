import { primaryMetric } from '../metrics/direction.ts';
import { parseConfiguration } from '../project/configuration.ts';
import { readEnvironments } from '../project/environments.ts';
import { PROVENANCE } from '../project/layout.ts';
import {
  configurationCache,
  isModelBranch,
  type ModelBranch,
  readModelBranch,
} from '../provenance/model-branch.ts';
import { dataBehind } from '../repository/data-behind.ts';
import { lastChange } from '../repository/last-change.ts';
import { type ObjectReader, withObjectReader } from '../repository/object-reader.ts';
import { currentBranch, listBranches } from '../repository/refs.ts';
import { openRepository } from '../repository/repository.ts';
import { formatNumber, shortCommit } from '../terminal/format.ts';
import { renderTable } from '../terminal/table.ts';
import type { Arguments, Context, Result } from './command.ts';

type BranchStatus = {
  branch: string;
  commit: string;
  fresh: boolean;
  stale: string[];
  model: { path: string; kind: string; digest: string; bytes: number } | null;
  metric: { name: string; value: number | null };
  data: { commit: string | null; behind: number | null };
  drift: 'unknown';
  trainedAt: string | null;
};

/** Environments and experiments: fresh or stale, how good, how far behind the data. Runs no code of the project. */
export async function run(context: Context, _args: Arguments): Promise<Result> {
  const repository = await openRepository(context.directory);
  return withObjectReader(repository.directory, async reader => {
    const [branches, environments, here] = await Promise.all([
      listBranches(repository.directory),
      readEnvironments(reader),
      currentBranch(repository.directory),
    ]);
    const configurationOf = configurationCache(reader);
    const models = (
      await Promise.all(branches.map(branch => readModelBranch(reader, branch, configurationOf)))
    ).filter(isModelBranch);
    const behind = await dataBehind(repository, [
      ...new Set(models.map(model => model.dataCommit).filter(pin => pin !== null)),
    ]);
    const metric = environments.configuration?.comparison.metric;
    const statuses = await Promise.all(models.map(model => describe(reader, model, behind, metric)));
    const isEnvironment = ({ branch }: BranchStatus) => environments.names.includes(branch);
    const document = {
      project: environments.configuration?.name ?? (await nameHere(reader)),
      branch: here,
      environments: statuses.filter(isEnvironment),
      experiments: statuses.filter(status => !isEnvironment(status)),
    };
    return { document, text: () => render(context, document) };
  });
}

async function nameHere(reader: ObjectReader): Promise<string | null> {
  const object = await reader.read('HEAD:mv.yaml');
  return object ? parseConfiguration(object.bytes.toString('utf8')).name : null;
}

async function describe(
  reader: ObjectReader,
  model: ModelBranch,
  behind: ReadonlyMap<string, number>,
  metric: string | undefined,
): Promise<BranchStatus> {
  const name = metric ?? primaryMetric('accuracy' in model.metrics ? 'classification' : 'regression');
  return {
    branch: model.branch,
    commit: model.commit,
    fresh: model.fresh,
    stale: model.staleness.reasons,
    model: model.provenance?.model ?? null,
    metric: { name, value: model.metrics[name] ?? null },
    data: {
      commit: model.dataCommit,
      behind: model.dataCommit ? (behind.get(model.dataCommit) ?? null) : null,
    },
    drift: 'unknown',
    trainedAt: model.provenance ? await lastChange(reader, model.commit, PROVENANCE) : null,
  };
}

function render(
  { colours, width }: Context,
  document: {
    project: string | null;
    branch: string | null;
    environments: BranchStatus[];
    experiments: BranchStatus[];
  },
): string {
  const row = (status: BranchStatus) => [
    status.branch === document.branch
      ? { text: `* ${status.branch}`, paint: colours.green }
      : `  ${status.branch}`,
    shortCommit(status.commit),
    status.fresh ? 'fresh' : { text: 'stale', paint: colours.yellow },
    `${status.metric.name} ${formatNumber(status.metric.value)}`,
    status.data.behind === null
      ? 'unknown'
      : status.data.behind === 0
        ? 'newest'
        : `${status.data.behind} behind`,
    status.trainedAt === null ? '' : `${status.trainedAt.slice(0, 16).replace('T', ' ')}Z`,
    status.stale.join('; '),
  ];
  const table = (statuses: BranchStatus[]) =>
    renderTable({
      columns: [
        { title: '  branch', align: 'left', shrink: 1 },
        { title: 'commit', align: 'left' },
        { title: 'model', align: 'left' },
        { title: 'metric', align: 'left' },
        { title: 'data', align: 'left' },
        { title: 'trained', align: 'left', shrink: 2 },
        { title: 'why stale', align: 'left', shrink: 3 },
      ],
      rows: statuses.map(row),
      width,
      paintTitle: colours.dim,
    });
  return [
    `project ${colours.bold(document.project ?? 'without a name')}`,
    '',
    colours.bold('environments'),
    document.environments.length > 0 ? table(document.environments) : '  none yet',
    '',
    colours.bold('experiments'),
    document.experiments.length > 0 ? table(document.experiments) : '  none yet: git-model experiment <name>',
  ].join('\n');
}
