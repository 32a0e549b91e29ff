// Trains what a commit will hold: code by its tree id, configuration by its blob, data by its pin. No working tree.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { openFeatureMaker } from '../features/maker.ts';
import { parseConfiguration } from '../project/configuration.ts';
import { CONFIGURATION } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import { materialiseTree } from '../repository/materialise.ts';
import type { ObjectReader } from '../repository/object-reader.ts';
import { withTemporaryFolder } from '../repository/temporary-folder.ts';
import { version } from '../version.ts';
import { type Dataset, readDataset } from './dataset.ts';
import { type ModelFiles, modelFiles } from './model-files.ts';
import { type Trained, trainModel } from './train.ts';

export type TrainCommitInput = {
  reader: ObjectReader;
  branch: string;
  sourceTree: string;
  configurationBlob: string;
  dataCommit: string;
  /** A local Git directory that holds the data commit. */
  store: string;
  onProgress: (step: string, share: number) => void;
  /** What the project's own code prints. */
  onOutput: (text: string) => void;
  signal?: AbortSignal;
};

export type TrainedCommit = ModelFiles & {
  configuration: Configuration;
  trained: Trained;
  dataset: Dataset;
  seconds: { read: number; fit: number; evaluate: number };
};

/** Fits and gives the files of the commit; writes nothing but a temporary folder, which is gone afterwards. */
export async function trainCommit(input: TrainCommitInput): Promise<TrainedCommit> {
  const { reader, sourceTree, configurationBlob, dataCommit, store } = input;
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
    // Its process starts while the rows are read.
    const maker = openFeatureMaker({
      sourceDirectory: path.join(folder, 'src'),
      onOutput: input.onOutput,
      signal: input.signal,
    });
    try {
      const clock = performance.now();
      const dataset = await readDataset({ configuration, store, commit: dataCommit });
      const read = (performance.now() - clock) / 1000;
      const trained = await trainModel({ configuration, dataset, maker, onProgress: input.onProgress });
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
      return { ...files, configuration, trained, dataset, seconds };
    } finally {
      await maker.close();
    }
  });
}
