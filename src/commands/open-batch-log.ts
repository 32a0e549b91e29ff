// The log of one batch of predictions: where, by whose settings, and what is said of it.

import { BLOCK_ROWS } from '../data/csv/read-blocks.ts';
import { CommandError } from '../errors.ts';
import type { CommittedModel } from '../prediction/committed-model.ts';
import { type BatchLog, logBatch } from '../prediction/log-batch.ts';
import { BLOCKS_WAITING, spreadLog } from '../prediction/spread-log.ts';
import { type GuardingSettings, guardingSettings } from '../prediction-log/guarding-settings.ts';
import { keptColumns } from '../prediction-log/kept-columns.ts';
import { logFolder } from '../prediction-log/log-folder.ts';
import { limitsOf } from '../prediction-log/log-limits.ts';
import { privacyKey } from '../prediction-log/privacy-key.ts';
import type { NamedCommit } from '../repository/branches/named-commit.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { formatNumber } from '../terminal/format.ts';
import type { Context } from './command.ts';

export type LoggedCounts = { logged: number; dropped: number };

export type OpenBatchLog = {
  log: BatchLog;
  /** Says what could not be logged. */
  close(): Promise<LoggedCounts>;
};

/** Null where mv.yaml says that nothing is logged, or what it says cannot be read: then nothing may be. */
export async function openBatchLog(
  context: Context,
  {
    repository,
    reader,
    from,
    name,
    model,
    id,
  }: {
    repository: Repository;
    reader: ObjectReader;
    from: NamedCommit;
    /** What the model was called by: that of a commit is logged by its id. */
    name: string;
    model: CommittedModel;
    id: string;
  },
): Promise<OpenBatchLog | null> {
  const { configuration, provenance } = model;
  let guards: GuardingSettings;
  try {
    const made = { blob: provenance.configuration.blob, configuration };
    guards = await guardingSettings(reader, { ...from, made });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    context.say(`nothing is logged: what may be logged cannot be read: ${error.message}`, 'warning');
    return null;
  }
  const columns = keptColumns({ model: provenance, configuration, ...guards });
  if (columns === null) return null;
  const log = spreadLog({
    folder: logFolder(repository),
    key: await privacyKey(repository),
    // It waits for the log after each block: more under way would be memory for nothing.
    limits: { ...limitsOf(guards.environment ?? guards.own), waitingRows: BLOCKS_WAITING * BLOCK_ROWS },
    time: context.epoch === null ? null : 1000 * context.epoch,
  });
  const logged = { branch: from.branch ?? name, commit: from.commit, columns };
  return {
    log: logBatch(log, { model: logged, id, configuration }),
    async close() {
      const { logged, dropped, failure } = await log.close();
      if (dropped > 0) {
        const why = failure ?? 'there was no room for them';
        context.say(
          `${formatNumber(dropped)} of ${formatNumber(logged + dropped)} predictions were not logged: ${why}`,
          'warning',
        );
      }
      return { logged, dropped };
    },
  };
}
