// From what was served to the log of predictions, and the rows that it did not take.

import type { LoggedModel } from '../prediction-log/logged-rows.ts';
import type { LogCount, PredictionLog } from '../prediction-log/prediction-log.ts';
import type { FailedToServe, Served } from './traffic.ts';

export type Recorder = {
  record(served: Served): void;
  recordFailure(failed: FailedToServe): void;
  /** Resolves once what waits is written, or after a second: for labels that follow their predictions at once. */
  written(): Promise<void>;
  /** Rows since the start, by branch and role, once what waits is written. */
  counts(): Promise<Pick<LogCount, 'branch' | 'role' | 'logged' | 'dropped'>[]>;
  close(): Promise<void>;
};

/** Nobody waits longer than this for a slow disk. Milliseconds. */
const FLUSHED_WITHIN = 1000;

/** Rows that are not to be logged count as dropped. */
export function recordPredictions(log: PredictionLog): Recorder {
  const models = new WeakMap<Served['model'], LoggedModel>();
  const unlogged = new Map<
    string,
    { branch: string; role: Served['role']; logged: number; dropped: number }
  >();
  const loggedModel = (model: Served['model']): LoggedModel | null => {
    const { branch, commit } = model;
    const columns = model.kept();
    if (columns === null) return null;
    let known = models.get(model);
    if (known?.columns !== columns) {
      known = { branch, commit, columns };
      models.set(model, known);
    }
    return known;
  };
  const written = async (): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>(resolve => {
      timer = setTimeout(resolve, FLUSHED_WITHIN);
    });
    await Promise.race([log.flush(), late]);
    clearTimeout(timer);
  };
  return {
    record({ model, role, id, table, prediction, assignment, milliseconds }) {
      const logged = loggedModel(model);
      if (logged !== null) {
        const rest = { ...(assignment && { assignment }), ...(milliseconds !== null && { milliseconds }) };
        log.append({ model: logged, role, id, table, prediction, ...rest });
        return;
      }
      const key = `${role} ${model.branch}`;
      const count = unlogged.get(key) ?? { branch: model.branch, role, logged: 0, dropped: 0 };
      count.dropped += table.rows;
      unlogged.set(key, count);
    },
    recordFailure({ model, failed, rows, assignment, milliseconds }) {
      // Where no prediction may be kept, nothing is.
      if (model.kept() === null) return;
      const { branch, commit } = model;
      log.appendFailure({
        ...{ model: { branch, commit }, failed, rows, milliseconds },
        ...(assignment && { assignment }),
      });
    },
    written,
    async counts() {
      await written();
      const counts = new Map([...unlogged].map(([key, count]) => [key, { ...count }]));
      for (const { branch, role, logged, dropped } of log.counts()) {
        const before = counts.get(`${role} ${branch}`);
        counts.set(`${role} ${branch}`, { branch, role, logged, dropped: dropped + (before?.dropped ?? 0) });
      }
      return [...counts.values()];
    },
    close: () => log.close(),
  };
}
