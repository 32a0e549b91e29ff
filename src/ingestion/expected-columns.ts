// What new rows must have: the columns that the model of production was trained to be given, its target, and the keys.

import type { ColumnSchema } from '../data/schema.ts';
import { schemasOf } from '../project/input-columns.ts';
import type { Configuration } from '../project/schema.ts';
import type { Provenance } from '../provenance/provenance.ts';
import { columnsToRead } from '../training/dataset.ts';

/**
 * By the signature of the model where there is one, else by mv.yaml. A time column of the signature is read as mv.yaml
 * says where the signature does not. Other columns of a file are nobody's business here.
 */
export function expectedColumns(configuration: Configuration, provenance: Provenance | null): ColumnSchema[] {
  const { signature } = provenance ?? {};
  const signed = signature === undefined ? [] : [...signature.columns, signature.target];
  const named = new Map<string, ColumnSchema>();
  for (const column of signed) {
    const { name, type } = column;
    const format = 'timeFormat' in column ? column.timeFormat : undefined;
    if (type !== 'time') named.set(name, { name, type });
    else if (format !== undefined) named.set(name, { name, type, format });
  }
  for (const column of columnsToRead(configuration)) {
    if (!named.has(column.name)) named.set(column.name, column);
  }
  const keys = (configuration.data.key ?? []).filter(name => !named.has(name));
  return [...named.values(), ...schemasOf(configuration, keys)];
}
