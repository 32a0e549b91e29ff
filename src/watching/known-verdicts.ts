// What is known of a branch's drift and decay without looking again: its newest record of the model that it has now.

import { DECISION_COLUMNS } from '../monitoring/records/drift-rows.ts';
import { parseRows, type Row } from '../monitoring/records/record-file.ts';
import { DECISIONS, PROVENANCE } from '../project/layout.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';

export type KnownDrift = 'drift' | 'none' | 'too-few-rows' | 'unknown';

/** The newest decision of the model that `commit` holds; null where there is none. Two objects, two more where there is a record. */
export async function newestDecision(reader: ObjectReader, commit: string): Promise<Row | null> {
  const blob = await reader.read(`${commit}:${DECISIONS}`);
  if (blob?.type !== 'blob') return null;
  const newest = parseRows(blob.bytes.toString('utf8'), DECISION_COLUMNS).at(-1);
  // Records stay with an environment and travel with what branches off it: they speak of the model that they name.
  if (newest === undefined || !/^[0-9a-f]{40}$/.test(newest['release'])) return null;
  const [own, judged] = await Promise.all(
    [commit, newest['release']].map(id => reader.read(`${id}:${PROVENANCE}`)),
  );
  return own !== null && own.id === judged?.id ? newest : null;
}

export async function knownDrift(reader: ObjectReader, commit: string): Promise<KnownDrift> {
  const verdict = (await newestDecision(reader, commit))?.['drift'];
  return verdict === 'drift' || verdict === 'none' || verdict === 'too-few-rows' ? verdict : 'unknown';
}
