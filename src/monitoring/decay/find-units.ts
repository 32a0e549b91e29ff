// Columns that came through the pipeline changed: a share of values that is missing, or numbers in another unit.

export type MovedColumn = {
  column: string;
  reference: { mean: number | null; std: number | null; missingShare: number };
  window: { mean: number | null; std: number | null; missingShare: number };
};

export type PipelineFault = { column: string; words: string };

/** How much of what was once written as one number another unit makes, and what is added. */
const UNITS: { factor: number; plus: number; words: string }[] = [
  { factor: 1.8, plus: 32, words: 'as degrees Celsius in Fahrenheit' },
  { factor: 1 / 1.8, plus: -32 / 1.8, words: 'as degrees Fahrenheit in Celsius' },
  { factor: 1, plus: 273.15, words: 'as degrees Celsius in kelvin' },
  { factor: 1, plus: -273.15, words: 'as kelvin in degrees Celsius' },
  ...[
    [10, 'a decimal place'],
    [100, 'as percent for shares, or centimetres for metres'],
    [1000, 'as grams for kilograms, or milliseconds for seconds'],
    [60, 'as minutes for hours, or seconds for minutes'],
    [3600, 'as seconds for hours'],
    [24, 'as hours for days'],
    [2.54, 'as centimetres for inches'],
    [3.28084, 'as feet for metres'],
    [1.609344, 'as kilometres for miles'],
    [2.204623, 'as pounds for kilograms'],
    [3.6, 'as km/h for m/s'],
  ].flatMap(([factor, words]) => [
    { factor: Number(factor), plus: 0, words: `${words}` },
    { factor: 1 / Number(factor), plus: 0, words: `the reverse of: ${words}` },
  ]),
];

/** Mean and spread must both fit so well: a season may double a mean, but hardly both alike. */
const FIT = 0.04;
/** A missing share that grew by so much. */
const MISSING = 0.01;

/** Of columns that are known to have moved: which look as if the data pipeline had changed and not the world. */
export function findFaults(columns: readonly MovedColumn[]): PipelineFault[] {
  return columns.flatMap(moved => {
    const { column, reference, window } = moved;
    if (window.missingShare - reference.missingShare > MISSING) {
      const words = `missing in ${percent(window.missingShare)} of the rows, ${percent(reference.missingShare)} at release`;
      return [{ column, words }];
    }
    const unit = unitOf(moved);
    return unit === null ? [] : [{ column, words: unit }];
  });
}

function unitOf({ reference, window }: MovedColumn): string | null {
  const { mean, std } = reference;
  if (mean === null || std === null || window.mean === null || window.std === null || !(std > 0)) return null;
  const found = UNITS.find(({ factor, plus }) => {
    const expected = mean * factor + plus;
    const near = Math.abs(window.mean! - expected) <= FIT * Math.max(Math.abs(expected), std * factor);
    return near && Math.abs(window.std! / (std * factor) - 1) <= FIT;
  });
  if (!found) return null;
  const { factor, plus } = found;
  const scale = factor === 1 ? '' : ` times ${round(factor)}`;
  const shift = plus === 0 ? '' : ` ${plus > 0 ? 'plus' : 'minus'} ${round(Math.abs(plus))}`;
  return `mean ${round(window.mean)} is that of the release (${round(mean)})${scale}${shift}, and so is the spread: another unit (${found.words})?`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)));
}
