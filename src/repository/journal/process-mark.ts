// Which process wrote something down, and whether it still runs. A number alone would not do: numbers are used again.

import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

export type ProcessMark = {
  id: number;
  host: string;
  /** When the process began, as the system counts it (Linux: ticks since the machine started); null where unknown. */
  started: string | null;
};

export async function ownMark(): Promise<ProcessMark> {
  return { id: process.pid, host: hostname(), started: await startOf(process.pid) };
}

/**
 * Whether the process still runs. One of another machine (a shared disk), or one whose start is unknown, is believed
 * to for as long as `ageMilliseconds`, the age of what it wrote, is under ten minutes: what is marked takes seconds.
 */
export async function isRunning(mark: ProcessMark, ageMilliseconds: number): Promise<boolean> {
  const recent = ageMilliseconds < 10 * 60_000;
  if (mark.host !== hostname()) return recent;
  if (mark.id === process.pid || !isAlive(mark.id)) return false;
  const started = await startOf(mark.id);
  return started === null || mark.started === null ? recent : started === mark.started;
}

export function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Field 22 of `/proc/<id>/stat`; the name in field 2 may hold spaces and brackets, so it is counted from its end. */
async function startOf(id: number): Promise<string | null> {
  const text = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => null);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}
