// What the log keeps: so many bytes and days of each source, the newest.

import { unlink } from 'node:fs/promises';
import { type LogFileFound, listLogFiles } from './log-files.ts';
import type { LogSource } from './log-names.ts';

export type Retention = { bytes: number; days: number };

const DAY = 86_400_000;
/** A writer closes its file within hours, written to or not: one that is older is no longer open anywhere. */
const STILL_OPEN = DAY / 2;

/** Deletes the oldest files of `source` beyond what is kept; those that a writer may have open stay. */
export async function pruneLog({
  folder,
  source,
  retention,
  now,
}: {
  folder: string;
  source: LogSource;
  retention: Retention;
  now: number;
}): Promise<void> {
  const found = (await listLogFiles(folder)).filter(({ name }) => name.source === source);
  for (const file of tooOld(found, retention, now)) await unlink(file).catch(() => {});
}

/** @returns the files to delete, the oldest first */
function tooOld(found: readonly LogFileFound[], { bytes, days }: Retention, now: number): string[] {
  const newestFirst = [...found].sort(
    (one, other) => other.changed - one.changed || other.name.part - one.name.part,
  );
  const lastParts = new Map<string, number>();
  for (const { name } of found) {
    lastParts.set(name.writer, Math.max(name.part, lastParts.get(name.writer) ?? 0));
  }
  let kept = 0;
  const gone: string[] = [];
  for (const { file, name, bytes: size, changed } of newestFirst) {
    kept += size;
    const mayBeOpen = name.part === lastParts.get(name.writer) && now - changed < STILL_OPEN;
    if (!mayBeOpen && (kept > bytes || now - changed > days * DAY)) gone.push(file);
  }
  return gone.reverse();
}
