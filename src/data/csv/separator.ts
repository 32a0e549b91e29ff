// Which character stands between the values: read off the header and the first rows.

import { createScanner, scanRecords } from './scan-records.ts';

/** What may stand between values. A tie goes to the first: a comma is the likeliest to stand inside values. */
const SEPARATORS = ['\t', ';', '|', ','] as const;
export type Separator = (typeof SEPARATORS)[number];

const BY_BYTE: readonly (Separator | undefined)[] = Array.from({ length: 125 }, (_, byte) =>
  SEPARATORS.find(separator => separator.charCodeAt(0) === byte),
);

const QUOTE = 34;
const ROWS_LOOKED_AT = 20;
const BYTES_LOOKED_AT = 1 << 16;
/** Holds that many rows nearly always; where it does not, the rest is looked at too. */
const BYTES_AT_FIRST = 1 << 12;

/**
 * The separator under which the most of the first rows have as many values as the header, and the most of them; a
 * comma where no candidate divides the header (a file of one column). Separators inside quotes do not count.
 * `head` is the start of the text, UTF-8; `whole` says that nothing follows it.
 *
 * @example detectSeparator(Buffer.from('a;b\n1,5;2\n'), true) // ';'
 */
export function detectSeparator(head: Uint8Array, whole: boolean): Separator {
  const sample = head.subarray(0, BYTES_LOOKED_AT);
  const only = onlySeparator(sample);
  if (only !== null) return only;
  const complete = whole && sample.length === head.length;
  let best: Separator = ',';
  let bestShare = 0;
  let bestWidth = 1;
  for (const separator of SEPARATORS) {
    const widths = firstWidths(sample, complete, separator.charCodeAt(0));
    const width = widths[0] ?? 1;
    if (width <= 1) continue;
    const share = widths.filter(other => other === width).length / widths.length;
    if (share > bestShare || (share === bestShare && width > bestWidth)) {
      best = separator;
      bestShare = share;
      bestWidth = width;
    }
  }
  return best;
}

/**
 * The one candidate that stands in the header; null where there are several, none, or quotes that take a look. Of one
 * alone the rows need not be asked, which for thousands of small files is most of their reading.
 */
function onlySeparator(sample: Uint8Array): Separator | null {
  let only: Separator | null = null;
  for (let at = 0; at < sample.length; at++) {
    const byte = sample[at];
    if (byte === 10 || byte === 13) return only;
    if (byte === QUOTE) return null;
    const separator = byte < 125 ? BY_BYTE[byte] : undefined;
    if (separator === undefined || separator === only) continue;
    if (only !== null) return null;
    only = separator;
  }
  return null;
}

/** How many values each of the first records has; a record that cannot be read under this separator counts 0. */
function firstWidths(sample: Uint8Array, complete: boolean, separator: number): number[] {
  if (sample.length > BYTES_AT_FIRST) {
    const widths = firstWidths(sample.subarray(0, BYTES_AT_FIRST), false, separator);
    if (widths.length === ROWS_LOOKED_AT && !widths.includes(0)) return widths;
  }
  const widths: number[] = [];
  // A header wider than the sample must still have a width.
  const last = complete || !hasLineBreak(sample);
  try {
    scanRecords(createScanner({ path: '', separator }), sample, last, record => {
      widths.push(record.count);
    });
  } catch {
    widths.push(0);
  }
  return widths.slice(0, ROWS_LOOKED_AT);
}

function hasLineBreak(bytes: Uint8Array): boolean {
  return bytes.includes(10) || bytes.includes(13);
}
