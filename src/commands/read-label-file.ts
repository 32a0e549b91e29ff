// A CSV of labels, block by block.

import { readBlocks } from '../data/csv/read-blocks.ts';
import type { CsvFile } from '../data/csv/source.ts';
import type { ColumnSchema } from '../data/schema.ts';
import { UserError } from '../errors.ts';
import type { HashValue } from '../prediction-log/hash-value.ts';
import type { GivenLabel } from '../prediction-log/labels/given-label.ts';
import { labelsOfRows } from '../prediction-log/labels/labels-of-rows.ts';
import { inputsOf, schemasOf } from '../project/input-columns.ts';
import { nearName } from '../project/near-name.ts';
import { KEEPINGS } from '../project/privacy-schema.ts';
import type { Configuration } from '../project/schema.ts';

/** How a row of labels names its prediction. */
export type NamedRows = { id: string } | { on: string[] };

const ID = 'prediction_id';
const LABEL = 'label';

/** By `prediction_id`, or by the columns that `--on` lists. Throws UserError `not-logged` where no prediction is logged with one of them. */
export function namedRows(configuration: Configuration, on: string | undefined): NamedRows {
  if (on === undefined) return { id: ID };
  const names = on
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
  const { data, privacy } = configuration;
  const logged = [...new Set([...inputsOf(configuration), ...(data.key ?? [])])].filter(
    name => privacy.columns[name] !== KEEPINGS[2],
  );
  const absent = names.find(name => !logged.includes(name));
  if (names.length > 0 && absent === undefined) return { on: [...new Set(names)] };
  const near = absent === undefined ? null : nearName(absent, logged);
  const known = Object.hasOwn(configuration.features.columns, absent ?? '');
  throw new UserError(
    absent === undefined
      ? '--on names no column'
      : `--on: predictions are logged without a column "${absent}"`,
    {
      code: 'not-logged',
      hint: known
        ? `list "${absent}" under data.key of mv.yaml, and predictions to come are logged with it`
        : near
          ? `did you mean "${near}"?`
          : `columns that they are logged with: ${logged.join(', ')}`,
      details: { column: absent ?? null, columns: logged },
    },
  );
}

/**
 * Hands the labels of a file over, block by block. The label stands in a column `label`, or in one named as the target. Throws what
 * `readBlocks` throws, with file, line and column of what is no number where numbers are predicted.
 */
export async function readLabelFile({
  file,
  configuration,
  by,
  hash,
  classes,
  onLabels,
}: {
  file: CsvFile;
  configuration: Configuration;
  by: NamedRows;
  hash: HashValue;
  /** Of a classification, as the model has them: 1.0 is 1 where that is one. */
  classes?: readonly string[];
  onLabels: (labels: GivenLabel[]) => Promise<void>;
}): Promise<{ withoutLabel: number; withoutName: number }> {
  const { task, target } = configuration.problem;
  const left = { withoutLabel: 0, withoutName: 0 };
  const label = (name: string): ColumnSchema => ({
    name,
    type: task === 'regression' ? 'numeric' : 'categorical',
    optional: true,
  });
  const naming: ColumnSchema[] =
    'id' in by ? [{ name: by.id, type: 'categorical' }] : schemasOf(configuration, by.on);
  const isNaming = naming.some(({ name }) => name === LABEL);
  const labels = [...new Set(isNaming ? [target] : [LABEL, target])];
  await readBlocks({
    file,
    columns: [...naming, ...labels.map(label)],
    onHeader: names => requireLabel(file, names, labels),
    async onBlock({ table }) {
      // A file with both means what it calls a label.
      const named = table.columns.slice(naming.length)[0].name;
      const found = labelsOfRows({ table, by, target: named, task, classes, hash });
      left.withoutLabel += found.withoutLabel;
      left.withoutName += found.withoutName;
      await onLabels(found.labels);
    },
  });
  return left;
}

function requireLabel(file: CsvFile, names: readonly string[], labels: readonly string[]): void {
  if (labels.some(name => names.includes(name))) return;
  throw new UserError(`${file.path} has no column ${labels.map(name => `"${name}"`).join(' or ')}`, {
    code: 'missing-column',
    hint: `its columns: ${names.join(', ')}`,
    details: { file: file.path, line: 1, column: labels[0] },
  });
}
