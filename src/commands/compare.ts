import { type Comparison, compareBranches } from '../comparison/compare.ts';
import { renderComparison } from '../comparison/render.ts';
import { UserError } from '../errors.ts';
import { directionOf, primaryMetric } from '../metrics/direction.ts';
import { readEnvironments } from '../project/environments.ts';
import { configurationCache, isModelBranch, readModelBranch } from '../provenance/model-branch.ts';
import { withObjectReader } from '../repository/object-reader.ts';
import { branchNamed, listBranches } from '../repository/refs.ts';
import { openRepository } from '../repository/repository.ts';
import { type Arguments, type Context, listOf, type Result, textOf } from './command.ts';

/** Recorded metrics of branches side by side: three objects a branch, no code run, no data read. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const format = formatOf(context, args);
  const repository = await openRepository(context.directory);
  return withObjectReader(repository.directory, async reader => {
    const [branches, environments] = await Promise.all([
      listBranches(repository.directory),
      readEnvironments(reader),
    ]);
    const baselineName = textOf(args.options['baseline']) ?? environments.main;
    const named = listOf(args.positionals['branch']);
    const baseline = branchNamed(branches, baselineName);
    const chosen =
      named.length === 0 ? branches : [...new Set(named)].map(name => branchNamed(branches, name));
    const configurationOf = configurationCache(reader);
    const models = await Promise.all(
      [baseline, ...chosen.filter(branch => branch.name !== baseline.name)].map(branch =>
        readModelBranch(reader, branch, configurationOf),
      ),
    );
    const metric =
      textOf(args.options['metric']) ??
      environments.configuration?.comparison.metric ??
      metricFor(models[0].metrics);
    directionOf(metric);
    const document = compareBranches({
      baseline: models[0],
      // All branches: those that hold a model; named ones whatever they hold, so that the answer speaks of each.
      candidates: models.slice(1).filter(model => named.length > 0 || isModelBranch(model)),
      metric,
    });
    return { document, text: () => renderComparison(context, document, format) };
  });
}

function metricFor(metrics: Record<string, unknown>): string {
  return primaryMetric('accuracy' in metrics && !('rmse' in metrics) ? 'classification' : 'regression');
}

function formatOf({ json }: Context, { options }: Arguments): 'table' | 'markdown' | 'csv' {
  const chosen = (['markdown', 'csv'] as const).filter(name => options[name] === true);
  if (chosen.length + (json ? 1 : 0) > 1) {
    throw new UserError('only one of --json, --markdown and --csv can be printed', {
      code: 'usage',
      hint: 'leave the others out',
    });
  }
  return chosen[0] ?? 'table';
}

export type { Comparison };
