// An experiment as it stands: read, judged, and put into the document of `mv ab`.

import type { Metrics } from '../provenance/recorded-metrics.ts';
import type { Repository } from '../repository/repository.ts';
import type { ArmDifference } from './arm-difference.ts';
import type { ExperimentSettings } from './experiment-settings.ts';
import { type GuardrailState, guardrailStates } from './guardrails.ts';
import { type EpochCounts, judge } from './judge.ts';
import { noLosses } from './loss-moments.ts';
import type { NeededUnits } from './needed-units.ts';
import type { PairedDifference } from './paired-difference.ts';
import { type ReadExperiment, readExperiment } from './read-experiment.ts';
import { recordedLosses } from './recorded-losses.ts';
import type { Interval } from './relative-difference.ts';
import type { SampleRatio } from './sample-ratio.ts';
import { decidingInterval, type Verdict } from './verdict.ts';
import { type ArmWeight, epochOf, type WeightEpoch } from './weight-epochs.ts';

type Difference = Pick<ArmDifference, 'value' | 'low' | 'high' | 'level'>;
type Needed = NeededUnits | { perArm: null; total: null };

export type ExaminedArm = {
  branch: string;
  /** The commit that answered last, or where the branch stands; null where there is none. */
  commit: string | null;
  /** Commits that answered. */
  commits: number;
  weight: number;
  units: number;
  labelled: number;
  mean: number | null;
  difference: (Difference & { relative: Interval | null }) | null;
  paired: PairedDifference | null;
};

export type ExaminedExperiment = {
  experiment: string;
  /** `mean` and `difference` are of its loss. */
  metric: string;
  verdict: Verdict;
  winner: string | null;
  reasons: string[];
  arms: ExaminedArm[];
  /** The best challenger's. */
  difference: Difference;
  sampleRatio: Ratio & { labelled: Ratio };
  /** Labelled units until an effect of `effect` has been seen with the chance `power`; for the challenger that needs most. */
  needed: Needed;
  /** The same of a test that is looked at once. */
  neededOfOneLook: Needed;
  effect: number;
  power: number;
  guardrails: GuardrailState[];
  epochs: number;
  /** Units of epochs whose weights are not known: their sample ratio is not checked. */
  unitsUnchecked: number;
  /** Answers that count nowhere, and labels that contradict earlier ones. */
  leftOut: { moved: number; otherArms: number; unusableLabels: number; conflictingLabels: number };
};

type Ratio = Pick<SampleRatio, 'statistic' | 'pValue' | 'evidence'>;

const LEVEL = 0.95;
const POWER = 0.8;

/** `tips` are branches with their commits, `recorded` the baseline's metrics on held-out rows. */
export async function examineExperiment({
  repository,
  settings,
  epochs,
  pastArms,
  tips,
  recorded,
  now,
}: {
  repository: Pick<Repository, 'commonDirectory'>;
  settings: ExperimentSettings;
  epochs: readonly WeightEpoch[];
  /** Arms that the experiment had before; asked for where the log has epochs whose weights are not kept here. */
  pastArms: () => Promise<readonly (readonly ArmWeight[])[]>;
  tips: ReadonlyMap<string, string>;
  recorded: Metrics;
  /** Milliseconds since 1970. */
  now: number;
}): Promise<ExaminedExperiment> {
  const { experiment, metric, guardrails, effect } = settings;
  const read = await readExperiment({
    repository,
    experiment,
    arms: settings.arms.map(({ branch }) => branch),
    loss: metric.of,
    guarded: guardrails.map(guardrail => guardrail.metric.loss),
    now,
  });
  const arms = withShadows(settings.arms, read);
  const names = arms.map(({ branch }) => branch);
  const counted = await epochCounts(read, { arms, epochs, pastArms });
  const judgement = judge({
    ...{ names, epochs: counted, effect, level: LEVEL, power: POWER },
    pairs: names.map(name => read.pairs.get(name) ?? null),
    expected: recordedLosses(metric.name, recorded),
    weights: arms.map(({ weight }) => weight),
  });
  const { verdict, winner, reasons, best, sampleRatio, labelledRatio, needed } = judgement;
  const most = needed.filter(each => each !== null).sort((a, b) => b.ours.total - a.ours.total)[0];
  const unknown = { perArm: null, total: null };
  const deciding = best === null ? null : decidingInterval(judgement.arms[best]);
  const states = guardrailStates({
    guardrails,
    challengers: settings.arms.slice(1).map(({ branch }) => branch),
    strata: guardrails.map((_, which) =>
      settings.arms.slice(1).map((_arm, place) =>
        [...read.epochs.values()].map(({ guarded }) => ({
          baseline: guarded[which][0],
          challenger: guarded[which][place + 1],
        })),
      ),
    ),
    level: LEVEL,
  });
  return {
    experiment,
    metric: metric.name,
    verdict,
    winner: winner === null ? null : names[winner],
    reasons: [...reasons, ...crossedBy(winner === null ? null : names[winner], states)],
    arms: judgement.arms.map(({ difference, ...arm }, place) => ({
      ...arms[place],
      commit: read.commits[place]?.last ?? tips.get(names[place]) ?? null,
      commits: read.commits[place]?.count ?? 0,
      ...arm,
      difference: difference && { ...differenceOf(difference), relative: difference.relative },
    })),
    difference: deciding ? differenceOf(deciding) : { value: null, low: null, high: null, level: LEVEL },
    sampleRatio: { ...ratioOf(sampleRatio), labelled: ratioOf(labelledRatio) },
    needed: most?.ours ?? unknown,
    neededOfOneLook: most?.oneLook ?? unknown,
    effect,
    power: POWER,
    guardrails: states,
    epochs: counted.length,
    unitsUnchecked: counted
      .filter(({ weights }) => weights === null)
      .reduce((sum, { units }) => sum + units.reduce((all, met) => all + met, 0), 0),
    leftOut: {
      moved: read.moved,
      otherArms: read.otherArms,
      unusableLabels: read.unusable,
      conflictingLabels: read.conflictingLabels,
    },
  };
}

/** A winner may have crossed what it was not to: that is for people to weigh, and must not be overlooked. */
function crossedBy(winner: string | null, states: readonly GuardrailState[]): string[] {
  const crossed = states.filter(state => state.crossed && state.branch === winner);
  if (crossed.length === 0) return [];
  const names = crossed.map(({ guardrail }) => `"${guardrail}"`).join(', ');
  return [`but ${winner} has crossed the guardrail${crossed.length > 1 ? 's' : ''} ${names}`];
}

/** Shadows that are no arm are one, without weight. */
function withShadows(arms: readonly ArmWeight[], { pairs }: ReadExperiment): readonly ArmWeight[] {
  const shadows = [...pairs.keys()].filter(name => !arms.some(({ branch }) => branch === name)).sort();
  return [...arms, ...shadows.map(branch => ({ branch, weight: 0 }))];
}

/** In the order in which they were first met, which the weighing of epochs against each other must not change. */
async function epochCounts(
  read: ReadExperiment,
  {
    arms,
    epochs,
    pastArms,
  }: {
    arms: readonly ArmWeight[];
    epochs: readonly WeightEpoch[];
    pastArms: () => Promise<readonly (readonly ArmWeight[])[]>;
  },
): Promise<EpochCounts[]> {
  const known = new Map(epochs.map(epoch => [epoch.epoch, epoch.arms]));
  if ([...read.epochs.keys()].some(epoch => !known.has(epoch))) {
    for (const past of await pastArms()) known.set(epochOf(past), known.get(epochOf(past)) ?? past);
  }
  return [...read.epochs].map(([epoch, { units, losses }]) => {
    const shared = known.get(epoch);
    return {
      weights: shared
        ? arms.map(({ branch }) => shared.find(arm => arm.branch === branch)?.weight ?? 0)
        : null,
      units: arms.map((_, place) => units[place] ?? 0),
      losses: arms.map((_, place) => losses[place] ?? noLosses()),
    };
  });
}

const differenceOf = ({ value, low, high, level }: Difference): Difference => ({ value, low, high, level });
const ratioOf = ({ statistic, pValue, evidence }: SampleRatio): Ratio => ({ statistic, pValue, evidence });
