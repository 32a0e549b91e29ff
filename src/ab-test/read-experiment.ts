// The log and the labels of this clone, read for one experiment.

import { hashWith } from '../prediction-log/hash-value.ts';
import { readLabels } from '../prediction-log/labels/read-labels.ts';
import type { LogFaults } from '../prediction-log/log-faults.ts';
import { labelFolder, logFolder } from '../prediction-log/log-folder.ts';
import { privacyKey } from '../prediction-log/privacy-key.ts';
import { readPredictions } from '../prediction-log/read-predictions.ts';
import type { Repository } from '../repository/repository.ts';
import { type Collected, collectUnits, type GuardedLoss } from './collect-units.ts';
import type { RowLoss } from './row-loss.ts';

export type ReadExperiment = Collected & { faults: LogFaults; conflictingLabels: number };

/** Labels are read before predictions, so that none of a prediction that is read is missed. Memory goes with units and labels, not with predictions. */
export async function readExperiment({
  repository,
  experiment,
  arms,
  loss,
  guarded,
  now,
}: {
  repository: Pick<Repository, 'commonDirectory'>;
  experiment: string;
  arms: readonly string[];
  loss: RowLoss;
  guarded: readonly GuardedLoss[];
  /** Milliseconds since 1970. */
  now: number;
}): Promise<ReadExperiment> {
  const hash = hashWith(await privacyKey(repository));
  const labels = await readLabels({ folder: labelFolder(repository), hash });
  const collector = collectUnits({ experiment, arms, loss, guarded });
  const faults = await readPredictions({
    folder: logFolder(repository),
    sources: ['serve'],
    wanted: ({ role, assignment }) => role === 'shadow' || assignment?.experiment === experiment,
    withFeatures: labels.byColumns(),
    onPrediction: prediction => collector.take(prediction, labels.of(prediction)?.label ?? null),
    onFailure: failure => collector.takeFailure(failure),
    now,
  });
  return { ...collector.collected(), faults, conflictingLabels: labels.conflicting() };
}

/** Experiments that the log has answers of, with their arms in the order in which they first answered. */
export async function loggedExperiments(
  repository: Pick<Repository, 'commonDirectory'>,
  now: number,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  await readPredictions({
    folder: logFolder(repository),
    sources: ['serve'],
    wanted: ({ role, assignment }) => {
      if (role === 'shadow' || assignment === null) return false;
      const arms = found.get(assignment.experiment);
      if (arms === undefined) found.set(assignment.experiment, [assignment.arm]);
      else if (!arms.includes(assignment.arm)) arms.push(assignment.arm);
      return false;
    },
    withFeatures: false,
    onPrediction: () => {},
    now,
  });
  return found;
}
