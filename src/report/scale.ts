// From values to places along an axis, and where its ticks stand.

export type Scale = {
  from: number;
  to: number;
  ticks: readonly { value: number; label: string }[];
};

/** Where a value stands, 0 at the beginning and 1 at the end; what lies outside is put at the nearer end. */
export function placeOn({ from, to }: Pick<Scale, 'from' | 'to'>, value: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** Ends that hold all finite values, or 0 to 1 where there are none; of one value alone some room on both sides. */
function endsOf(values: Iterable<number>): { low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? { low: 0, high: 1 } : { low, high };
}

const MOST_TICKS = 5;

/**
 * An axis of numbers that holds all of `values`, with ticks at 1, 2 or 5 times a power of ten. Its ends are ticks too,
 * but for a `tight` one, which begins with the least value and ends with the largest.
 *
 * @example numberScale([0.3, 7]).ticks // 0, 2, 4, 6, 8
 */
export function numberScale(values: Iterable<number>, { tight = false } = {}): Scale {
  let { low, high } = endsOf(values);
  if (high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high))) {
    const room = Math.abs(low) / 10 || 1;
    [low, high] = [low - room, high + room];
  }
  const parts = tight ? MOST_TICKS : MOST_TICKS - 1;
  const step = stepOf(high / parts - low / parts);
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => {
    const value = Number(((first + at) * step).toPrecision(12));
    return { value, label: labelOf(value, step) };
  });
  if (!tight) return { from: first * step, to: last * step, ticks };
  return { from: low, to: high, ticks: ticks.filter(({ value }) => low <= value && value <= high) };
}

function stepOf(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least) + 1e-9);
  return power * [1, 2, 5, 10].find(each => each * power >= least * (1 - 1e-9))!;
}

/** With as many digits as tell one tick from the next. */
function labelOf(value: number, step: number): string {
  const size = Math.abs(value);
  const power = Math.floor(Math.log10(step) + 1e-9);
  if (value !== 0 && (size >= 1e7 || power < -5)) {
    const digits = Math.max(0, Math.floor(Math.log10(size) + 1e-9) - power);
    return value.toExponential(digits).replace('e+', 'e');
  }
  const [whole, fraction] = value.toFixed(Math.max(0, -power)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

const [HOUR, DAY] = [3_600_000, 86_400_000];
const MOST_TIME_TICKS = 4;

/** How ticks of time can stand: their text, and the first one at or after a time; then every `step` of `unit`. */
const TIME_STEPS: readonly {
  unit: 'hours' | 'days' | 'months';
  step: number;
  spans: number;
  text: number;
}[] = [
  ...[1, 3, 6, 12].map(step => ({ unit: 'hours' as const, step, spans: step * HOUR, text: 16 })),
  ...[1, 2, 4, 7, 14].map(step => ({ unit: 'days' as const, step, spans: step * DAY, text: 10 })),
  ...[1, 2, 3, 6].map(step => ({ unit: 'months' as const, step, spans: step * 30.4 * DAY, text: 7 })),
  ...[1, 2, 5, 10, 20, 50, 100, 500, 1000].map(years => {
    return { unit: 'months' as const, step: years * 12, spans: years * 365.2 * DAY, text: 4 };
  }),
];

/**
 * An axis of times (milliseconds since 1970), in UTC; it begins with the first value and ends with the last.
 *
 * @example timeScale([Date.UTC(2012, 0, 5), Date.UTC(2012, 11, 30)]).ticks // 2012-04, 2012-07, 2012-10
 */
export function timeScale(values: Iterable<number>): Scale {
  const { low, high } = endsOf(values);
  const [from, to] = high > low ? [low, high] : [low - DAY, high + DAY];
  const fits = ({ spans }: { spans: number }) => (to - from) / spans <= MOST_TIME_TICKS;
  const { unit, step, text } = TIME_STEPS.find(fits) ?? TIME_STEPS[TIME_STEPS.length - 1];
  const at = (index: number): number => {
    if (unit === 'months') return Date.UTC(1970, index * step, 1);
    return index * step * (unit === 'days' ? DAY : HOUR);
  };
  const first = new Date(from);
  let index =
    unit === 'months'
      ? Math.floor(((first.getUTCFullYear() - 1970) * 12 + first.getUTCMonth()) / step)
      : Math.floor(from / (step * (unit === 'days' ? DAY : HOUR)));
  const ticks: { value: number; label: string }[] = [];
  for (; at(index) <= to; index++) {
    if (at(index) < from) continue;
    const label = new Date(at(index))
      .toISOString()
      .slice(text === 16 ? 5 : 0, text)
      .replace('T', ' ');
    ticks.push({ value: at(index), label });
  }
  return { from, to, ticks };
}
