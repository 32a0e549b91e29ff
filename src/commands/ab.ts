import path from 'node:path';
import { type ExaminedExperiment, examineExperiment } from '../ab-test/examine.ts';
import { type ExperimentSettings, experimentSettings } from '../ab-test/experiment-settings.ts';
import { pastWeights } from '../ab-test/past-weights.ts';
import { loggedExperiments } from '../ab-test/read-experiment.ts';
import { type ActedOn, renderExperiment } from '../ab-test/render.ts';
import { keptWeights } from '../ab-test/weight-epochs.ts';
import { UserError } from '../errors.ts';
import { otherKeys } from '../prediction-log/gathered-keys.ts';
import { readEnvironments } from '../project/environments.ts';
import type { Configuration } from '../project/schema.ts';
import { readModelBranch } from '../provenance/model-branch.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';
import { listBranches } from '../repository/branches/refs.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { withObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { version } from '../version.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';
import { openProject } from './open-project.ts';

/** Which arm of an experiment wins, from the log and the labels of this clone; runs no code of the project. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const [markdown, plan, act] = ['markdown', 'plan', 'act'].map(name => args.options[name] === true);
  const dryRun = args.options['dry-run'] === true;
  checkOptions(context, { markdown, plan, act, dryRun });
  const repository = await openProject(context);
  return withObjectReader(repository.directory, async reader => {
    const now = context.epoch === null ? Date.now() : context.epoch * 1000;
    const { main, configuration } = await configured(reader);
    const { epochs, ...settings } = await experimentSettings(textOf(args.positionals['experiment']), {
      configuration,
      logged: () => loggedExperiments(repository, now),
      epochs: experiment => keptWeights(repository, experiment),
    });
    const branches = await listBranches(repository.directory);
    const tips = new Map(branches.map(({ name, commit }) => [name, commit]));
    const recorded = await recordedBy(reader, settings, tips);
    const { experiment } = settings;
    const { directory } = repository;
    const tip = tips.get(main) ?? main;
    const pastArms = () => pastWeights({ reader, directory, tip, experiment });
    const examined = await examineExperiment({
      ...{ repository, settings, epochs, pastArms, tips, recorded, now },
    });
    await sayOtherKeys(context, repository);
    const report = textOf(args.options['report']);
    if (report !== undefined) await writeReport(context, report, examined);
    let acted: ActedOn | null = null;
    if (act) {
      const { actOnGuardrails } = await import('./act-on-guardrails.ts');
      acted = await actOnGuardrails({
        context,
        repository,
        reader,
        environment: main,
        settings,
        examined,
        dryRun,
      });
    }
    const format = markdown ? 'markdown' : plan ? 'plan' : 'table';
    return {
      document: { ...examined, ...(act ? { acted } : {}), ...(report === undefined ? {} : { report }) },
      text: () => renderExperiment(context, examined, { format, acted, dryRun }),
    };
  });
}

async function sayOtherKeys({ say }: Context, repository: Repository): Promise<void> {
  const others = await otherKeys(repository);
  if (others === 0) return;
  say(
    'the log here was hashed with several keys: a unit that several servers met counts as several, and the intervals are too narrow by that; give all servers one key',
    'warning',
  );
}

function checkOptions(
  { json }: Context,
  { markdown, plan, act, dryRun }: { markdown: boolean; plan: boolean; act: boolean; dryRun: boolean },
): void {
  if (Number(markdown) + Number(plan) + Number(json) > 1 && !(plan && json)) {
    throw new UserError('only one of --json, --markdown and --plan can be printed', {
      code: 'usage',
      hint: 'leave the others out; --json holds the plan too',
    });
  }
  if (plan && act) {
    throw new UserError('--plan is for before the start, and --act for while it runs', {
      code: 'usage',
      hint: 'leave one of them out',
    });
  }
  if (dryRun && !act) {
    throw new UserError('--dry-run belongs to --act: nothing else changes a branch here', {
      code: 'usage',
      hint: 'leave it out, or add --act',
    });
  }
}

async function configured(reader: ObjectReader): Promise<{ main: string; configuration: Configuration }> {
  const { main, configuration } = await readEnvironments(reader);
  const found = await configuration();
  if (found !== null) return { main, configuration: found };
  throw new UserError(`there is no mv.yaml on ${main}, and so no experiment`, {
    code: 'no-configuration',
    hint: 'make a project with: git-model init <folder> --data <csv> --target <column>',
  });
}

/** Metrics of the baseline on held-out rows; none where it is no branch of this clone. */
async function recordedBy(
  reader: ObjectReader,
  { arms: [baseline] }: ExperimentSettings,
  tips: ReadonlyMap<string, string>,
): Promise<Metrics> {
  const commit = tips.get(baseline?.branch ?? '');
  return commit === undefined
    ? {}
    : (await readModelBranch(reader, { name: baseline.branch, commit })).metrics;
}

async function writeReport(context: Context, file: string, examined: ExaminedExperiment): Promise<void> {
  const { withOutputFile } = await import('../prediction/output-file.ts');
  const { reportExperiment } = await import('../ab-test/report-experiment.ts');
  const place = path.resolve(context.directory, file);
  await withOutputFile({ place, shownAs: file }, write =>
    write(Buffer.from(reportExperiment(examined, version))),
  );
  context.say(`the report is in ${file}`);
}
