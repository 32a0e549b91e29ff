import { primaryMetric } from '../metrics/direction.ts';
import { readEnvironments } from '../project/environments.ts';
import { PROVENANCE_PLACE } from '../project/layout.ts';
import { isModelBranch, type ModelBranch, readModelBranches } from '../provenance/model-branch.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';
import { currentBranch } from '../repository/branches/refs.ts';
import { dataBehind } from '../repository/data/data-behind.ts';
import { lastChangeOf } from '../repository/objects/last-change.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { openForReading } from '../repository/open-for-reading.ts';
import { formatNumber, shortCommit } from '../terminal/format.ts';
import { renderTable } from '../terminal/table.ts';
import { type KnownDrift, knownDrift } from '../watching/known-verdicts.ts';
import type { Arguments, Context, Result } from './command.ts';

type BranchStatus = {
  branch: string;
  commit: string;
  fresh: boolean;
  stale: string[];
  model: { path: string; kind: string; digest: string; bytes: number } | null;
  metric: { name: string; value: number | null };
  data: { commit: string | null; behind: number | null };
  drift: KnownDrift;
  trainedAt: string | null;
};

/** Environments and experiments: fresh or stale, how good, how far behind the data. Runs no code of the project. */
export async function run(context: Context, _args: Arguments): Promise<Result> {
  return openForReading(context.directory, async ({ repository, reader, branches }) => {
    const lastTrained = lastChangeOf(reader, PROVENANCE_PLACE);
    const [models, environments, here] = await Promise.all([
      readModelBranches({ reader, directory: repository.directory }, branches, model =>
        isModelBranch(model) ? knownOf(model, lastTrained, commit => knownDrift(reader, commit)) : null,
      ),
      readEnvironments(reader).then(async ({ names, configuration }) => ({
        names,
        configuration: await configuration(),
      })),
      currentBranch(repository.directory),
    ]);
    const known = models.filter(model => model !== null);
    const behind = await dataBehind(repository, [
      ...new Set(known.map(({ dataCommit }) => dataCommit).filter(pin => pin !== null)),
    ]);
    const metric = environments.configuration?.comparison.metric;
    const statuses = await Promise.all(known.map(model => describe(model, behind, metric)));
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

type Known = Pick<BranchStatus, 'branch' | 'commit' | 'fresh' | 'stale' | 'model'> & {
  dataCommit: string | null;
  metrics: Metrics;
  trainedAt: Promise<string | null>;
  drift: Promise<KnownDrift>;
};

/** What is kept of a branch; when it was trained, and how it drifted, is asked for at once and waited for later. */
function knownOf(
  model: ModelBranch,
  lastTrained: ReturnType<typeof lastChangeOf>,
  driftAt: (commit: string) => Promise<KnownDrift>,
): Known {
  const { branch, commit, fresh, dataCommit, metrics, provenance } = model;
  const trainedAt = provenance ? lastTrained(commit).then(found => found?.at ?? null) : Promise.resolve(null);
  trainedAt.catch(() => {});
  const drift: Promise<KnownDrift> = provenance ? driftAt(commit) : Promise.resolve('unknown');
  drift.catch(() => {});
  const stale = model.staleness.reasons;
  return {
    branch,
    commit,
    fresh,
    stale,
    model: provenance?.model ?? null,
    dataCommit,
    metrics,
    trainedAt,
    drift,
  };
}

async function nameHere(reader: ObjectReader): Promise<string | null> {
  const object = await reader.read('HEAD:mv.yaml');
  if (object === null) return null;
  const { parseConfiguration } = await import('../project/configuration.ts');
  return parseConfiguration(object.bytes.toString('utf8')).name;
}

async function describe(
  { dataCommit, metrics, trainedAt, drift, ...rest }: Known,
  behind: ReadonlyMap<string, number>,
  metric: string | undefined,
): Promise<BranchStatus> {
  const name = metric ?? primaryMetric('accuracy' in metrics ? 'classification' : 'regression');
  return {
    ...rest,
    metric: { name, value: metrics[name] ?? null },
    data: { commit: dataCommit, behind: dataCommit === null ? null : (behind.get(dataCommit) ?? null) },
    drift: await drift,
    trainedAt: await trainedAt,
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
    status.drift === 'drift'
      ? { text: 'drift', paint: colours.yellow }
      : status.drift === 'too-few-rows'
        ? 'too few rows'
        : status.drift,
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
        { title: 'drift', align: 'left' },
        { title: 'trained', align: 'left' },
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
