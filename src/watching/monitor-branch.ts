// A branch is monitored: its newest window judged, and what its records become. Nothing moves here.

import type { CsvFile } from '../data/csv/source.ts';
import type { PolicyEntry, PolicyGroup } from '../project/monitoring-schema.ts';
import type { Branch } from '../repository/branches/refs.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { withPredictions } from '../scoring/predict-rows.ts';
import type { PythonProject } from '../trainer/python/prepare-python.ts';
import { fileWindow } from './file-window.ts';
import { type JudgedWindow, judgeWindow } from './judge-window.ts';
import { logWindow } from './log-window.ts';
import { countRows, newData } from './new-data.ts';
import { earlierDecisions, readRecords, recordWindow } from './records.ts';
import { readWatchedModel, type WatchedModel } from './watched-model.ts';
import type { Window } from './window.ts';

export type Monitored = {
  watched: WatchedModel;
  window: Window;
  judged: JudgedWindow;
  /** What the window changes of the branch's records, by path; none where it was recorded before. */
  files: Map<string, string>;
};

/**
 * `file` is the window where one is named; else the log's newest predictions of this model; else, where nothing is
 * logged, rows of the newest data that the model was not made from. `now` in milliseconds since 1970. Throws what
 * reading the model, the reference or a CSV throws, and what the model's code throws.
 */
export async function monitorBranch({
  repository,
  reader,
  branch,
  branches,
  file,
  python,
  onOutput,
  beforeCode,
  now,
}: {
  repository: Repository;
  reader: ObjectReader;
  branch: Branch;
  branches: readonly Branch[];
  file: CsvFile | null;
  python: PythonProject;
  onOutput: (text: string) => void;
  /** Awaited before code of the repository runs. */
  beforeCode: () => Promise<void>;
  now: number;
}): Promise<Monitored> {
  const [watched, records] = await Promise.all([
    readWatchedModel(reader, { repository, branch, branches }),
    readRecords(reader, branch.commit),
  ]);
  const { model, release } = watched;
  const logged = file === null ? await logWindow({ repository, watched, records, now }) : null;
  const fresh =
    (logged === null && file === null) || asksForRows(watched.settings.monitoring.retrain)
      ? await newData(repository, watched)
      : null;
  try {
    const window =
      logged ??
      (await withPredictions({ name: branch.name, model }, { reader, python, onOutput }, async predict => {
        const files = file === null ? (fresh?.files ?? []) : [file];
        const predictTrusted: typeof predict = async table => {
          await beforeCode();
          return predict(table);
        };
        const found = await fileWindow({ files, watched, predict: predictTrusted });
        // Where nobody named a file, and there are no new data either, it is the log that is empty.
        return file === null && files.length === 0 ? { ...found, source: 'log' as const } : found;
      }));
    const judged = judgeWindow({
      ...{ watched, window, now },
      performanceBefore: records.performance,
      earlier: earlierDecisions(records, { release, window: window.id }),
      newRows: asksForRows(watched.settings.monitoring.retrain)
        ? fresh === null
          ? 0
          : await countRows(fresh)
        : null,
    });
    const at = `${new Date(now).toISOString().slice(0, 19)}Z`;
    const files = recordWindow({ ...{ records, window, judged, release, at }, branch: branch.name });
    return { watched, window, judged, files };
  } finally {
    await fresh?.close();
  }
}

/** Whether a policy needs to know how many rows are new: then they are counted. */
function asksForRows({ any = [], all = [] }: PolicyGroup): boolean {
  const asks = (entry: PolicyEntry): boolean =>
    typeof entry !== 'string' &&
    (entry.new_rows !== undefined || [...(entry.any ?? []), ...(entry.all ?? [])].some(asks));
  return [...any, ...all].some(asks);
}
