// How far back training looks: `training.window` and `training.half_life` of mv.yaml as numbers of days.

/** `last-365-days` is 365; null for what is no window. */
export function windowDays(text: string): number | null {
  return wholeDays(/^last-(\d{1,6})-days?$/.exec(text));
}

/** `180d` is 180; null for what is no half-life. */
export function halfLifeDays(text: string): number | null {
  return wholeDays(/^(\d{1,6})d$/.exec(text));
}

function wholeDays(found: RegExpExecArray | null): number | null {
  const days = Number(found?.[1] ?? 0);
  return days > 0 ? days : null;
}
