// A branch is monitored: its newest window judged, and what its records become. Nothing moves here.

import type { CsvFile } from '../data/csv/source.ts';
import { HORIZON } from '../monitoring/decay/stretches.ts';
import type { PolicyEntry, PolicyGroup } from '../project/monitoring-schema.ts';
import type { Branch } from '../repository/branches/refs.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { withPredictions } from '../scoring/predict-rows.ts';
import type { PythonProject } from '../trainer/python/prepare-python.ts';
import { againstRows } from './against-rows.ts';
import { fileWindow } from './file-window.ts';
import { type JudgedWindow, judgeWindow } from './judge-window.ts';
import { logWindow } from './log-window.ts';
import { countRows, newData } from './new-data.ts';
import { earlierDecisions, type RecordRows, readRecords, recordWindow } from './records.ts';
import { readWatchedModel, type WatchedModel } from './watched-model.ts';
import type { Window } from './window.ts';

export type Monitored = {
  watched: WatchedModel;
  window: Window;
  judged: JudgedWindow;
  /** What the window changes of the branch's records, by path; none where it was recorded before. */
  files: Map<string, string>;
  /** What they hold then. */
  records: RecordRows;
  /** Rows that were held against in place of those of the training; null where it is the reference itself. */
  against: { files: string[]; rows: number } | null;
};

/**
 * `file` is the window where one is named; else the log's newest predictions of this model; else, where nothing is
 * logged, rows of the newest data that the model was not made from. Those are also the labels of a log that has none.
 * Where files are named to hold `against`, drift is judged by them and nothing is recorded: records speak of the release.
 * `now` in milliseconds since 1970. Throws what reading the model, the reference or a CSV throws, and what the model's code throws.
 */
export async function monitorBranch({
  repository,
  reader,
  branch,
  branches,
  file,
  against = [],
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
  against?: readonly CsvFile[];
  python: PythonProject;
  onOutput: (text: string) => void;
  /** Awaited before code of the repository runs. */
  beforeCode: () => Promise<void>;
  now: number;
}): Promise<Monitored> {
  const [released, records] = await Promise.all([
    readWatchedModel(reader, { repository, branch, branches }),
    readRecords(reader, branch.commit),
  ]);
  const watched = against.length === 0 ? released : await againstRows(released, against);
  const { model, release } = watched;
  const logged = file === null ? await logWindow({ repository, watched, records, now }) : null;
  const counts = asksForRows(watched.settings.monitoring.retrain);
  const isLabelled = logged !== null && logged.labelled.length > 0;
  const fresh = counts || (file === null && !isLabelled) ? await newData(repository, watched) : null;
  try {
    const fromFiles = (files: readonly CsvFile[]) =>
      withPredictions({ name: branch.name, model }, { reader, python, onOutput }, predict =>
        fileWindow({
          ...{ files, watched },
          predict: async table => {
            await beforeCode();
            return predict(table);
          },
        }),
      );
    const newest = fresh?.files.slice(-HORIZON) ?? [];
    const window = file !== null ? await fromFiles([file]) : (logged ?? (await fromFiles(newest)));
    // Where nobody gave labels, rows that came with their target say how the model does.
    if (logged !== null && !isLabelled && newest.length > 0)
      window.labelled.push(...(await fromFiles(newest)).labelled);
    // Where nobody named a file, and there are no new data either, it is the log that is empty.
    if (file === null && window.rows === 0) window.source = 'log';
    if (against.length > 0 && released.reference.predictions !== null)
      window.leftOut.push({ column: 'prediction', reason: LEARNED_FROM });
    const judged = judgeWindow({
      ...{ watched, window, now },
      performanceBefore: records.performance,
      earlier: earlierDecisions(records, { release, window: window.id }),
      newRows: counts ? (fresh === null ? 0 : await countRows(fresh)) : null,
    });
    const at = `${new Date(now).toISOString().slice(0, 19)}Z`;
    const { files, rows } = recordWindow({
      ...{ records, window, judged, release, at },
      branch: branch.name,
    });
    if (against.length === 0) return { watched, window, judged, files, records: rows, against: null };
    const held = { files: against.map(({ path }) => path), rows: watched.reference.rows };
    return { watched, window, judged, files: new Map(), records: rows, against: held };
  } finally {
    await fresh?.close();
  }
}

const LEARNED_FROM =
  'the model may have learned from the rows that it would be held against, and predicts those too well';

/** Whether a policy needs to know how many rows are new: then they are counted. */
function asksForRows({ any = [], all = [] }: PolicyGroup): boolean {
  const asks = (entry: PolicyEntry): boolean =>
    typeof entry !== 'string' &&
    (entry.new_rows !== undefined || [...(entry.any ?? []), ...(entry.all ?? [])].some(asks));
  return [...any, ...all].some(asks);
}
