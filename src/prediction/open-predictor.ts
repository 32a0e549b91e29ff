// The model of a commit, of whatever kind, made ready to predict.

import path from 'node:path';
import { applyCalibration } from '../calibration/calibration.ts';
import { inputsOf, schemasOf } from '../project/input-columns.ts';
import { SOURCE } from '../project/layout.ts';
import { materialiseTree } from '../repository/objects/materialise.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { missing } from './committed-model.ts';
import type { ModelOpening, Predictor } from './predictor.ts';

/** `folder` is an empty one; `name` is what messages call the model. Throws what opening a model of its kind throws. */
export async function openPredictor({
  name,
  reader,
  ...opening
}: ModelOpening & { name: string; reader: ObjectReader }): Promise<Predictor> {
  const { configuration, sourceTree, calibration, provenance, bytes } = opening.model;
  if ((await reader.read(sourceTree))?.type !== 'tree')
    throw missing(name, 'the code that its model was made with');
  await materialiseTree(reader, sourceTree, path.join(opening.folder, SOURCE));
  const columns = schemasOf(configuration, inputsOf(configuration));
  // Each is loaded only where it is used.
  const { signature } = provenance;
  const { folder, python: project, onOutput } = opening;
  const opened =
    configuration.model.kind === 'python'
      ? await (await import('../trainer/open-python-model.ts')).openPythonModel({
          ...{ configuration, signature, bytes, folder, project, onOutput },
        })
      : await (await import('./open-learner.ts')).openLearner(opening, columns);
  return {
    columns,
    // As the recorded scores are of calibrated answers, so are these.
    predict: async block => applyCalibration(calibration, await opened.predict(block)),
    alive: () => opened.alive(),
    close: () => opened.close(),
  };
}
