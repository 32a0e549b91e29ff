// Numbers as people read them. The same text in every locale; programs read the full numbers in `--json`.

const MISSING = '-';

/** Four significant digits, no digit before the point rounded away; whole numbers in thousands.
 *  @example formatNumber(41.8963) // '41.90'
 *  @example formatNumber(17379) // '17,379' */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size < 1e-4 || size >= 1e15) return value.toExponential(3);
  if (Number.isInteger(value)) return groupThousands(String(value));
  // Digits before the point after rounding: 999.96 has four, so that it reads 1,000 and not 1000.0.
  const before = Math.floor(Math.log10(Number(size.toPrecision(4)))) + 1;
  return groupThousands(value.toFixed(Math.max(0, 4 - before)));
}

/** How far a value is from its baseline, as a share of the baseline's size; null where that is no number.
 *  @example relativeDifference(38.6, 41.9) // -0.0788 */
export function relativeDifference(value: number | null, baseline: number | null): number | null {
  if (value === null || baseline === null || baseline === 0) return null;
  const difference = (value - baseline) / Math.abs(baseline);
  return Number.isFinite(difference) ? difference : null;
}

/** A difference as a signed percentage.
 *  @example formatRelative(-0.0781) // '-7.8 %' */
export function formatRelative(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return MISSING;
  const percent = (Math.abs(share) * 100).toFixed(1);
  if (Number(percent) === 0) return '0.0 %';
  return `${share < 0 ? '-' : '+'}${groupThousands(percent)} %`;
}

/** @example formatBytes(1_234_567) // '1.18 MiB' */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let size = bytes / 1024;
  let unit = 0;
  // 1023.6 would read 1024.
  while (size >= 1023.5 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  const digits = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  return `${size.toFixed(digits)} ${units[unit]}`;
}

/** Of seconds; the two largest units that say something.
 *  @example formatDuration(75) // '1 min 15 s' */
export function formatDuration(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(seconds < 9.995 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return twoUnits(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(seconds / 3600);
  return twoUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** Seven digits, as `git log --oneline` shows in a small repository.
 *  @example shortCommit('9a1c0d3e…') // '9a1c0d3' */
export function shortCommit(id: string): string {
  return id.slice(0, 7);
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return `${groupThousands(String(large))} ${largeUnit}` + (small === 0 ? '' : ` ${small} ${smallUnit}`);
}

function groupThousands(digits: string): string {
  const [whole, fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
