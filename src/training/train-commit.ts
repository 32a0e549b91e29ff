// Trains what a commit will hold: code by its tree id, configuration by its blob, data by its pin. No working tree.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { openFeatureMaker } from '../features/maker.ts';
import { parseConfiguration } from '../project/configuration.ts';
import { CONFIGURATION } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import { beginBlob } from '../repository/blobs.ts';
import { materialiseTree } from '../repository/materialise.ts';
import type { ObjectReader } from '../repository/object-reader.ts';
import { withTemporaryFolder } from '../repository/temporary-folder.ts';
import { version } from '../version.ts';
import { type Dataset, readDataset } from './dataset.ts';
import { MODEL_FILE, type ModelFiles, modelFiles } from './model-files.ts';
import { type Trained, trainModel } from './train.ts';

export type TrainCommitInput = {
  reader: ObjectReader;
  /** Repository that is to hold the model. */
  directory: string;
  branch: string;
  sourceTree: string;
  configurationBlob: string;
  dataCommit: string;
  /**
   * A local Git directory that holds the data commit, found while the project's code is brought to run. What it
   * rejects with ends the training before anything is read.
   */
  store: Promise<string>;
  onProgress: (step: string, share: number) => void;
  /** What the project's own code prints. */
  onOutput: (text: string) => void;
  signal?: AbortSignal;
};

export type TrainedCommit = ModelFiles & {
  configuration: Configuration;
  trained: Trained;
  dataset: Dataset;
  /** Ids of those files that are being written already, by path. */
  begun: ReadonlyMap<string, Promise<string>>;
  seconds: { read: number; fit: number; evaluate: number };
};

/**
 * Fits and gives the files of the commit; writes nothing but the model's blob, and temporary folders, which are gone
 * afterwards.
 */
export async function trainCommit(input: TrainCommitInput): Promise<TrainedCommit> {
  const { reader, directory, sourceTree, configurationBlob, dataCommit } = input;
  // Whoever awaits it below hears of a failure; where we do not come that far it is no unhandled one.
  input.store.catch(() => {});
  const blob = await reader.read(configurationBlob);
  if (blob === null) {
    throw new UserError(`${CONFIGURATION} is missing from this branch`, {
      code: 'no-configuration',
      hint: `git checkout prod -- ${CONFIGURATION}`,
    });
  }
  const configuration = parseConfiguration(blob.bytes.toString('utf8'));
  return withTemporaryFolder('src', async folder => {
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}\n');
    await materialiseTree(reader, sourceTree, path.join(folder, 'src'));
    // Its process starts while the data are looked for and read.
    const maker = openFeatureMaker({
      sourceDirectory: path.join(folder, 'src'),
      onOutput: input.onOutput,
      signal: input.signal,
    });
    try {
      const store = await input.store;
      const clock = performance.now();
      const dataset = await readDataset({ configuration, store, commit: dataCommit });
      const read = (performance.now() - clock) / 1000;
      const begun = new Map<string, Promise<string>>();
      const trained = await trainModel({
        configuration,
        dataset,
        maker,
        onProgress: input.onProgress,
        async onModel(bytes) {
          begun.set(MODEL_FILE, (await beginBlob(directory, bytes)).id);
        },
      });
      const files = modelFiles({
        trained,
        dataset,
        configuration,
        origin: {
          branch: input.branch,
          sourceTree,
          configurationBlob,
          dataCommit,
          versions: { 'git-model': version, node: process.versions.node },
        },
      });
      const seconds = { read, fit: trained.fitSeconds, evaluate: trained.evaluateSeconds };
      return { ...files, configuration, trained, dataset, begun, seconds };
    } finally {
      await maker.close();
    }
  });
}
