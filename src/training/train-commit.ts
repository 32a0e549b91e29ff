// Trains what a commit will hold: code by its tree id, configuration by its blob, data by its pin. No working tree.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import type { FeatureMaker } from '../features/maker.ts';
import { openFeatures } from '../features/open-features.ts';
import { parseConfiguration } from '../project/configuration.ts';
import { CONFIGURATION, SOURCE } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import type { BlobWriter } from '../repository/objects/blob-writer.ts';
import type { LargeFiles } from '../repository/objects/large-store.ts';
import { materialiseTree } from '../repository/objects/materialise.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { withTemporaryFolder } from '../repository/temporary-folder.ts';
import type { PythonProject } from '../trainer/python/prepare-python.ts';
import { version } from '../version.ts';
import type { Dataset } from './dataset.ts';
import { learnerMaker } from './learner-maker.ts';
import { type ModelFiles, modelFiles } from './model-files.ts';
import type { ModelMaker } from './model-maker.ts';
import { type Trained, trainModel } from './train.ts';

export type TrainCommitInput = {
  reader: ObjectReader;
  /** Of the repository that is to hold the model. */
  blobs: BlobWriter;
  /** Says of the model whether it goes into the commit whole. */
  large: LargeFiles;
  branch: string;
  sourceTree: string;
  configurationBlob: string;
  dataCommit: string;
  /** Gives the rows of the data commit; begun once the code is on its way to run. */
  readRows: (configuration: Configuration) => Promise<Dataset>;
  /** Runs the very files of `sourceTree` already; whoever opened it closes it. */
  maker?: FeatureMaker;
  onProgress: (step: string, share: number) => void;
  /** What the project's own code prints. */
  onOutput: (text: string) => void;
  /** Where the project's Python is found, or made, should the branch ask for one. */
  python: PythonProject;
};

export type TrainedCommit = ModelFiles & {
  configuration: Configuration;
  trained: Trained;
  dataset: Dataset;
  /** Ids of those files that are being written already, by path. */
  begun: ReadonlyMap<string, Promise<string>>;
  seconds: { read: number; fit: number; calibrate: number; evaluate: number };
};

/**
 * Fits and gives the files of the commit; writes nothing but the model's blob, and temporary folders, which are gone
 * afterwards.
 */
export async function trainCommit(input: TrainCommitInput): Promise<TrainedCommit> {
  const { reader, configurationBlob } = input;
  const blob = await reader.read(configurationBlob);
  if (blob === null) {
    throw new UserError(`${CONFIGURATION} is missing from this branch`, {
      code: 'no-configuration',
      hint: `git checkout prod -- ${CONFIGURATION}`,
    });
  }
  const configuration = parseConfiguration(blob.bytes.toString('utf8'));
  const isPython = configuration.model.kind === 'python';
  if (input.maker && !isPython) return train(input, configuration, learnerMaker(configuration, input.maker));
  return withTemporaryFolder('src', async folder => {
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}\n');
    const sourceDirectory = path.join(folder, SOURCE);
    await materialiseTree(reader, input.sourceTree, sourceDirectory);
    const { onOutput, python: project } = input;
    const maker = isPython
      ? await (await import('./python-maker.ts')).openPythonMaker(configuration, {
          folder,
          project,
          onOutput,
        })
      : learnerMaker(configuration, openFeatures({ sourceDirectory, onOutput }));
    try {
      return await train(input, configuration, maker);
    } finally {
      await maker.close();
    }
  });
}

/** Above this, hosts begin to warn, and to refuse soon after. Bytes. */
const LARGE = 50_000_000;

function advice(bytes: number): string {
  return `the model has ${Math.round(bytes / 1e6)} MB and goes into Git whole: with git-lfs installed, git-model doctor --fix has such files kept outside it\n`;
}

async function train(
  input: TrainCommitInput,
  configuration: Configuration,
  maker: ModelMaker,
): Promise<TrainedCommit> {
  const { blobs, branch, sourceTree, configurationBlob, dataCommit } = input;
  const clock = performance.now();
  const dataset = await input.readRows(configuration);
  const read = (performance.now() - clock) / 1000;
  const begun = new Map<string, Promise<string>>();
  const trained = await trainModel({
    configuration,
    dataset,
    maker,
    onProgress: input.onProgress,
    async onModel(bytes) {
      const kept = await input.large.keep(maker.path, bytes);
      if (kept.length > LARGE) input.onOutput(advice(kept.length));
      begun.set(maker.path, (await blobs.begin(kept)).id);
    },
  });
  const versions = { 'git-model': version, node: process.versions.node };
  const origin = { branch, sourceTree, configurationBlob, dataCommit, versions };
  const files = modelFiles({ trained, dataset, configuration, origin });
  const seconds = {
    read,
    fit: trained.fitSeconds,
    calibrate: trained.calibrateSeconds,
    evaluate: trained.evaluateSeconds,
  };
  return { ...files, configuration, trained, dataset, begun, seconds };
}
