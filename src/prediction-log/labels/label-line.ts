// A label as a line of JSON.

import type { Label, LabelName } from './given-label.ts';

export const LABELS_FORMAT = 'git-model/labels';

/** `time` is when the label came, in milliseconds since 1970. */
export type StoredLabel = { of: LabelName; label: Label; time: number };

export function labelLine({ of, label, time }: StoredLabel): string {
  return `${JSON.stringify({ ...of, label, time: new Date(time).toISOString() })}\n`;
}

/** Null for a line that holds no label: the first and last of a file, and what is not ours. */
export function parseLabelLine(line: string): StoredLabel | null {
  let value: Record<string, unknown> | null;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const of = nameIn(value);
  const label = value?.['label'];
  const time = Date.parse(String(value?.['time']));
  if (of === null || (typeof label !== 'number' && typeof label !== 'string') || Number.isNaN(time))
    return null;
  return { of, label, time };
}

function nameIn(value: Record<string, unknown> | null): LabelName | null {
  const { id, on, key } = value ?? {};
  if (typeof id === 'string') return { id };
  const areTexts = (list: unknown): list is string[] =>
    Array.isArray(list) && list.length > 0 && list.every(each => typeof each === 'string');
  return areTexts(on) && areTexts(key) && on.length === key.length ? { on, key } : null;
}
