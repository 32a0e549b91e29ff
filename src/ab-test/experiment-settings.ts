// What is judged, and by what: from mv.yaml of the environment, the epochs of weights, or the log itself.

import { UserError } from '../errors.ts';
import type { Experiment } from '../project/experiments-schema.ts';
import { nearName } from '../project/near-name.ts';
import type { Configuration } from '../project/schema.ts';
import { guardrailsOf } from './guardrail-settings.ts';
import type { Guardrail } from './guardrails.ts';
import { type LossMetric, lossOfMetric } from './row-loss.ts';
import type { ArmWeight, WeightEpoch } from './weight-epochs.ts';

export type ExperimentSettings = {
  experiment: string;
  /** Whether mv.yaml of the environment holds it; otherwise its weights were given to `serve`. */
  listed: boolean;
  /** The baseline first; arms that lost their place in mv.yaml come last, without weight. */
  arms: readonly ArmWeight[];
  metric: LossMetric;
  effect: number;
  guardrails: readonly Guardrail[];
};

/** As the log and mv.yaml know them. */
export type KnownExperiments = {
  configuration: Configuration;
  /** Arms by experiment, in the order in which they first answered; asked for where mv.yaml does not say. */
  logged(): Promise<ReadonlyMap<string, readonly string[]>>;
  epochs(experiment: string): Promise<readonly WeightEpoch[]>;
};

/**
 * The settings of the experiment of that name; where none is named, of the only one of mv.yaml, or else of the log. Throws
 * UserError `experiment-not-found`, `which-experiment`, `metric-without-loss`.
 */
export async function experimentSettings(
  named: string | undefined,
  known: KnownExperiments,
): Promise<ExperimentSettings & { epochs: readonly WeightEpoch[] }> {
  const { configuration } = known;
  const listed = Object.keys(configuration.experiments);
  const experiment = named ?? (listed.length === 1 ? listed[0] : onlyOne(listed, await known.logged()));
  const settings: Experiment | undefined = Object.hasOwn(configuration.experiments, experiment)
    ? configuration.experiments[experiment]
    : undefined;
  const epochs = await known.epochs(experiment);
  const arms = settings
    ? Object.entries(settings.arms).map(([branch, weight]) => ({ branch, weight }))
    : await servedArms(experiment, { known, listed, epochs });
  const { task } = configuration.problem;
  return {
    experiment,
    listed: settings !== undefined,
    arms: withFormer(arms, epochs),
    epochs,
    metric: lossOfMetric(settings?.metric, task),
    effect: settings?.effect ?? 0.1,
    guardrails: guardrailsOf(settings?.guardrails ?? {}, task),
  };
}

/** Arms that mv.yaml does not list: of the newest epoch, or of the log, where nothing says their weights. */
async function servedArms(
  experiment: string,
  {
    known,
    listed,
    epochs,
  }: { known: KnownExperiments; listed: readonly string[]; epochs: readonly WeightEpoch[] },
): Promise<readonly ArmWeight[]> {
  const newest = epochs.at(-1);
  if (newest) return newest.arms;
  const logged = await known.logged();
  const arms = logged.get(experiment);
  if (arms === undefined) throw notFound(experiment, [...new Set([...listed, ...logged.keys()])]);
  const baseline = arms.find(arm => known.configuration.environments.includes(arm)) ?? arms[0];
  const inOrder = [baseline, ...arms.filter(arm => arm !== baseline)];
  return inOrder.map(branch => ({ branch, weight: 1 }));
}

function withFormer(arms: readonly ArmWeight[], epochs: readonly WeightEpoch[]): readonly ArmWeight[] {
  const names = new Set(arms.map(({ branch }) => branch));
  const former = epochs
    .flatMap(epoch => epoch.arms.map(({ branch }) => branch))
    .filter(name => !names.has(name));
  return [...arms, ...[...new Set(former)].map(branch => ({ branch, weight: 0 }))];
}

function onlyOne(listed: readonly string[], logged: ReadonlyMap<string, readonly string[]>): string {
  const names = [...new Set([...listed, ...logged.keys()])].sort();
  if (names.length === 1) return names[0];
  if (names.length === 0) {
    throw new UserError('there is no experiment: mv.yaml lists none, and nothing was served', {
      code: 'experiment-not-found',
      hint: 'list one under "experiments" in mv.yaml of the environment, or serve two branches: git-model serve prod=90 feature-x=10',
    });
  }
  throw new UserError(`which experiment? there are ${names.length}`, {
    code: 'which-experiment',
    hint: `name one of: ${names.join(', ')}`,
    details: { experiments: names },
  });
}

function notFound(experiment: string, names: readonly string[]): UserError {
  const near = nearName(experiment, names);
  return new UserError(`there is no experiment "${experiment}"`, {
    code: 'experiment-not-found',
    hint: near ? `did you mean "${near}"?` : `experiments that are known: ${names.join(', ') || 'none'}`,
    details: { experiment },
  });
}
