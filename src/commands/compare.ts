import path from 'node:path';
import { type Comparison, compareBranches } from '../comparison/compare.ts';
import { type Measured, measuredOf } from '../comparison/measured.ts';
import { renderComparison } from '../comparison/render.ts';
import { UserError } from '../errors.ts';
import { directionOf, primaryMetric } from '../metrics/direction.ts';
import { readEnvironments } from '../project/environments.ts';
import { isModelBranch, type ModelBranch, readModelBranches } from '../provenance/model-branch.ts';
import { type Branch, branchNamed } from '../repository/branches/refs.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { openForReading } from '../repository/open-for-reading.ts';
import { version } from '../version.ts';
import { type Arguments, type Context, listOf, type Result, textOf } from './command.ts';
import type { ComparedOn } from './compare-on.ts';

/** Recorded metrics of branches side by side: three objects a branch, no code run, no data read. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const format = formatOf(context, args);
  const report = textOf(args.options['report']);
  for (const name of ['by', 'report']) {
    if (args.options[name] === undefined || args.options['on'] !== undefined) continue;
    throw new UserError(`--${name} needs --on: recorded metrics are of all rows together`, {
      code: 'usage',
      hint: 'say on which rows: --on <branch | data commit | csv>',
    });
  }
  return openForReading(context.directory, async ({ repository, reader, branches }) => {
    const named = listOf(args.positionals['branch']);
    const chosen =
      named.length === 0 ? branches : [...new Set(named)].map(name => branchNamed(branches, name));
    const read = (some: readonly Branch[]) =>
      readModelBranches({ reader, directory: repository.directory }, some, candidateOf);
    // The branches first: Git reads them while mv.yaml is parsed.
    const [candidates, { main, configured }] = await Promise.all([read(chosen), readComparison(reader)]);
    const baselineName = textOf(args.options['baseline']) ?? main;
    const { measured: baseline } =
      candidates.find(({ measured }) => measured.branch === baselineName) ??
      (await read([branchNamed(branches, baselineName)]))[0];
    const metric = textOf(args.options['metric']) ?? configured ?? metricFor(baseline.metrics);
    directionOf(metric);
    const on = textOf(args.options['on']);
    if (on !== undefined) {
      const { compareOn } = await import('./compare-on.ts');
      const shown = candidates.filter(
        ({ holdsModel, measured }) => measured !== baseline && (holdsModel || named.length > 0),
      );
      const asked = {
        on,
        by: textOf(args.options['by']),
        metric,
        branches,
        models: [baseline, ...shown.map(({ measured }) => measured)],
      };
      const compare = () => compareOn(context, { repository, reader, ...asked });
      const { comparison } =
        report === undefined ? await compare() : await writeReport(context, report, compare);
      return {
        document: { ...comparison, ...(report === undefined ? {} : { report }) },
        text: () => renderComparison(context, comparison, format),
      };
    }
    const document = compareBranches({
      baseline,
      // All branches: those that hold a model; named ones whatever they hold, so that the answer speaks of each.
      candidates: candidates
        .filter(({ holdsModel, measured }) => measured !== baseline && (holdsModel || named.length > 0))
        .map(({ measured }) => measured),
      metric,
    });
    return { document, text: () => renderComparison(context, document, format) };
  });
}

/** The file is there whole or not at all, and that it cannot be written is known before anything is scored. */
async function writeReport(
  context: Context,
  file: string,
  compare: () => Promise<ComparedOn>,
): Promise<ComparedOn> {
  const { withOutputFile } = await import('../prediction/output-file.ts');
  const { reportComparison } = await import('../comparison/report-comparison.ts');
  const place = path.resolve(context.directory, file);
  const found = await withOutputFile({ place, shownAs: file }, async write => {
    const compared = await compare();
    await write(Buffer.from(reportComparison(compared.comparison, { ...compared, version })));
    return compared;
  });
  context.say(`the report is in ${file}`);
  return found;
}

async function readComparison(reader: ObjectReader): Promise<{ main: string; configured?: string }> {
  const { main, configuration } = await readEnvironments(reader);
  return { main, configured: (await configuration())?.comparison.metric };
}

function candidateOf(model: ModelBranch): { holdsModel: boolean; measured: Measured } {
  return { holdsModel: isModelBranch(model), measured: measuredOf(model) };
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
