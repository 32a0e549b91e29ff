// What the log keeps: so many bytes and days of each source, the newest.

import { readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { type LogName, type LogSource, readLogName } from './log-names.ts';

export type Retention = { bytes: number; days: number };

const DAY = 86_400_000;
/** A writer closes its file within hours, written to or not: one that is older is no longer open anywhere. */
const STILL_OPEN = DAY / 2;

type Found = { file: string; name: LogName; bytes: number; changed: number };

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
  const found = await filesOf(folder, source);
  for (const file of tooOld(found, retention, now)) await unlink(file).catch(() => {});
}

async function filesOf(folder: string, source: LogSource): Promise<Found[]> {
  const names = await readdir(folder);
  const found = await Promise.all(
    names.map(async entry => {
      const name = readLogName(entry);
      if (name?.source !== source) return [];
      const file = path.join(folder, entry);
      const stats = await stat(file).catch(() => null);
      return stats === null ? [] : [{ file, name, bytes: stats.size, changed: stats.mtimeMs }];
    }),
  );
  return found.flat();
}

/** @returns the files to delete, the oldest first */
function tooOld(found: readonly Found[], { bytes, days }: Retention, now: number): string[] {
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
