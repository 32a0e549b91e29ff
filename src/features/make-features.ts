import type { MadeFeatures } from './assemble.ts';
import type { FeatureProcessOptions } from './feature-process.ts';
import { type FeatureRequest, openFeatureMaker } from './maker.ts';

/**
 * The features of every row of a table, made once by the `features.js` of `sourceDirectory` in a process of its own:
 * numbers and true or false as numeric columns, texts as categorical ones, null, undefined and NaN as missing.
 * `{ ...row, feels_colder: row.atemp - row.temp }` gives the input columns and one more.
 *
 * Throws UserError `features-missing`, `features-syntax`, `features-import`, `features-invalid`, `features-async`,
 * `features-impure`, `features-unknown-column`; Failure `features-failed` where the code throws, exits or runs out of
 * memory; the reason of `signal` where it is aborted. Messages name line of code, and file and line of the row.
 */
export async function makeFeatures({
  sourceDirectory,
  onOutput,
  signal,
  heapMegabytes,
  ...request
}: FeatureProcessOptions & FeatureRequest): Promise<MadeFeatures> {
  const maker = openFeatureMaker({ sourceDirectory, onOutput, signal, heapMegabytes });
  try {
    return await maker.make(request);
  } finally {
    await maker.close();
  }
}
