// What the texts under "monitoring" of mv.yaml mean: limits of metrics, windows, spans of time.

import { halfLifeDays, windowDays } from './recency.ts';

/** `accuracy below 0.70` */
export type MetricRule = { text: string; metric: string; side: 'below' | 'above'; limit: number };

/** Null for what is no rule. */
export function metricRule(text: string): MetricRule | null {
  const found = /^([a-z0-9_]+) +(below|above) +(-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)( ?%)?$/i.exec(
    text.trim(),
  );
  if (!found) return null;
  const limit = Number(found[3]) / (found[4] ? 100 : 1);
  return { text, metric: found[1], side: found[2].toLowerCase() as MetricRule['side'], limit };
}

/** How much of the log is judged. */
export type WindowSize = { rows: number } | { days: number };

/** `last-1000-rows` is { rows: 1000 }, `last-7-days` { days: 7 }; null for what is no window. */
export function windowSize(text: string): WindowSize | null {
  const days = windowDays(text);
  if (days !== null) return { days };
  const rows = Number(/^last-(\d{1,8})-rows?$/.exec(text)?.[1] ?? 0);
  return rows > 0 ? { rows } : null;
}

/** `7d` is 7, `0d` is 0; null for what is no span. */
export function spanDays(text: string): number | null {
  return text === '0d' ? 0 : halfLifeDays(text);
}
