// Predictions as bytes, under all that they follow from.

import type { Prediction } from '../models/learner.ts';
import { version } from '../version.ts';
import type { KeptScores } from './kept-scores.ts';
import type { ScoredModel } from './score-on-rows.ts';

/** What was kept of this model on these rows; else what `predict` gives, which is then kept. `rows` is their digest. */
export async function withKept(
  kept: KeptScores,
  { model }: ScoredModel,
  rows: string,
  predict: () => Promise<Prediction>,
): Promise<Prediction> {
  const { provenance, sourceTree } = model;
  const parts = [
    'prediction',
    ...[version, process.versions.node, provenance.versions.python, provenance.versions.packages],
    ...[provenance.model.kind, provenance.model.digest, provenance.calibration?.digest, sourceTree],
    ...[provenance.configuration.digest, provenance.signature.target.classes, rows],
  ];
  const before = await kept.read(parts);
  const read = before && decode(before);
  if (read) return read;
  const prediction = await predict();
  await kept.write(parts, encode(prediction));
  return prediction;
}

/** A line of JSON, then doubles: values, or codes and probabilities. */
function encode(prediction: Prediction): Uint8Array {
  const { task } = prediction;
  const classes = task === 'classification' ? prediction.classes : null;
  const arrays =
    task === 'regression'
      ? [prediction.values]
      : [Float64Array.from(prediction.codes), prediction.probabilities];
  return Buffer.concat([Buffer.from(`${JSON.stringify(classes)}\n`), ...arrays.map(bytesOf)]);
}

function decode(bytes: Buffer): Prediction {
  const end = bytes.indexOf('\n');
  const classes = JSON.parse(bytes.toString('utf8', 0, end)) as string[] | null;
  // Copied, since doubles must begin at a multiple of eight.
  const values = new Float64Array(new Uint8Array(bytes.subarray(end + 1)).buffer);
  if (classes === null) return { task: 'regression', values };
  const rows = values.length / (classes.length + 1);
  return {
    task: 'classification',
    classes,
    codes: Int32Array.from(values.subarray(0, rows)),
    probabilities: values.slice(rows),
  };
}

function bytesOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
