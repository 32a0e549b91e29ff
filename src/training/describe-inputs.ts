import { setImmediate as nextTurn } from 'node:timers/promises';
import { makeSignature, type Signature } from '../data/signature.ts';
import type { Column } from '../data/table.ts';
import { boundsOf, type ColumnProfile, profileColumn } from '../monitoring/profile.ts';

/**
 * Signature and profiles of the columns that a model is given, of the rows that it is fitted to. Between two columns
 * others get their turn: the process that makes features has to be served meanwhile.
 */
export async function describeInputs(
  input: Parameters<typeof makeSignature>[0] & { columns: readonly Column[] },
): Promise<{ signature: Signature; columns: ColumnProfile[] }> {
  const columns: ColumnProfile[] = [];
  for (const column of input.columns) {
    await nextTurn();
    columns.push(profileColumn(column, boundsOf(input.columns.length)));
  }
  await nextTurn();
  return { signature: makeSignature(input), columns };
}
