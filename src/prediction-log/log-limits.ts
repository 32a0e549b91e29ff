// How much waits, how large a file gets, and how much is kept.

import type { Configuration } from '../project/schema.ts';
import type { LogFileLimits } from './log-file.ts';
import type { Retention } from './prune-log.ts';

export type LogLimits = {
  /** Rows and bytes, about, that may wait to be written. */
  waitingRows: number;
  waitingBytes: number;
  file: LogFileLimits;
  /** What is kept of all writers of one source. */
  retention: Retention;
};

const MEGABYTE = 2 ** 20;

export const LOG_LIMITS: LogLimits = {
  waitingRows: 1 << 16,
  waitingBytes: 64 * MEGABYTE,
  file: { bytes: 16 * MEGABYTE, milliseconds: 3_600_000 },
  retention: { bytes: 512 * MEGABYTE, days: 90 },
};

/** As mv.yaml of the environment says. */
export function limitsOf({ privacy }: Configuration): LogLimits {
  return {
    ...LOG_LIMITS,
    retention: { bytes: privacy.keep_megabytes * MEGABYTE, days: privacy.keep_days },
  };
}
