// A model held against other rows than those that it was made from: last year's season, the month before a change.

import { noRows } from '../data/csv/read-rows.ts';
import type { CsvFile } from '../data/csv/source.ts';
import { mergeProfiles } from '../monitoring/merge/merge-profiles.ts';
import { type ColumnProfile, type Profile, withoutUnsettled } from '../monitoring/profile.ts';
import { profileCsv } from '../monitoring/profile-csv.ts';
import { withoutNames } from '../monitoring/withhold-values.ts';
import { schemasOf } from '../project/input-columns.ts';
import type { WatchedModel } from './watched-model.ts';

/**
 * The same model with the columns of these files in its reference, each read once in bounded memory, their profiles
 * merged. Errors stay those of the release. Of predictions there are none: the rows may be ones that the model learned
 * from, which it predicts too well. Throws what `profileCsv` throws, and UserError `no-rows`.
 */
export async function againstRows(watched: WatchedModel, files: readonly CsvFile[]): Promise<WatchedModel> {
  const { configuration } = watched.model;
  const { reference } = watched;
  const parts: Profile[] = [];
  for (const file of files) {
    const { rows, columns } = await profileCsv({
      file,
      columns: schemasOf(
        configuration,
        reference.columns.map(({ name }) => name),
      ),
      separator: configuration.data.separator,
    });
    parts.push({ version: 2, rows, columns, predictions: null, errors: null });
  }
  const { rows, columns } = mergeProfiles(parts);
  if (rows === 0) throw noRows(files);
  const isTimed = configuration.problem.time !== undefined;
  const shown = columns.map((column, at) => asWithheld(column, reference.columns[at]));
  return {
    ...watched,
    reference: {
      ...{ ...reference, rows, predictions: null },
      columns: isTimed ? shown : withoutUnsettled(shown),
    },
  };
}

/** What the release does not say of a column is not said here. */
function asWithheld(column: ColumnProfile, { withheld }: ColumnProfile): ColumnProfile {
  if (!withheld) return column;
  return column.type === 'categorical'
    ? { name: column.name, withheld, ...withoutNames(column) }
    : { ...column, withheld };
}
