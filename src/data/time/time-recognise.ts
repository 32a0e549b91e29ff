// Which of the common time formats a column is written in: those that every value fits.

import { sameBytes } from '../csv/same-bytes.ts';
import { compileTimeFormat, type ParseTime } from './time-format.ts';

type FieldOrder = 'year first' | 'day first' | 'month first';
type Candidate = { format: string; order: FieldOrder; parse: ParseTime };

type TimeRecognition =
  | { status: 'none' }
  | { status: 'recognised'; format: string }
  /**
   * Every value reads as day first and as month first, say; one candidate for each reading. `example` is the first value
   * that the readings take for different days; null where none is (01/01/2024).
   */
  | { status: 'ambiguous'; candidates: string[]; example: string | null };

/** Sees the values of one column, in any order. */
export type TimeRecogniser = {
  see: (bytes: Uint8Array, start: number, end: number) => void;
  result: () => TimeRecognition;
};

// Two-digit years in front are common only with hyphens. A full stop between numbers means day first everywhere.
const DATES: readonly (readonly [FieldOrder, string])[] = [
  ['year first', 'yyyy/MM/dd yyyy/M/d yyyy.MM.dd yyyy-M-d yy-MM-dd'],
  ['day first', 'dd-MM-yyyy dd/MM/yyyy dd.MM.yyyy d-M-yyyy d/M/yyyy d.M.yyyy'],
  ['day first', 'dd-MM-yy dd/MM/yy dd.MM.yy d-M-yy d/M/yy d.M.yy'],
  ['month first', 'MM-dd-yyyy MM/dd/yyyy M-d-yyyy M/d/yyyy MM-dd-yy MM/dd/yy M-d-yy M/d/yy'],
  ['day first', 'dd-MMM-yy dd-MMM-yyyy dd/MMM/yyyy d-MMM-yy d-MMM-yyyy'],
  ['day first', 'dd_MMM_yyyy d_MMM_yyyy d_MMMM_yyyy dd_MMM_yy d_MMM_yy'],
  ['month first', 'MMM_d,_yyyy MMMM_d,_yyyy MMM_d_yyyy'],
];

const CLOCKS = ['', ' HH:mm', ' HH:mm:ss', ' H:mm', ' H:mm:ss', '[ H:mm[:ss]]', ' h:mm a', ' h:mm:ss a'];

let known: readonly Candidate[] | undefined;

/** Every format that is recognised, the stricter before the looser. Compiled when first asked for. */
function candidates(): readonly Candidate[] {
  known ??= [
    candidate('year first', 'yyyy-MM-dd'),
    candidate('year first', 'iso'),
    ...DATES.flatMap(([order, formats]) =>
      formats
        .split(' ')
        .flatMap(date => CLOCKS.map(clock => candidate(order, date.replaceAll('_', ' ') + clock))),
    ),
  ];
  return known;
}

const candidate = (order: FieldOrder, format: string): Candidate => ({
  format,
  order,
  parse: compileTimeFormat(format),
});

/**
 * A recogniser that has seen nothing. Day and month first are told apart by any day past 12. Unix seconds are never
 * recognised: nothing tells them from other numbers.
 */
export function createTimeRecogniser(): TimeRecogniser {
  let alive: readonly Candidate[] | undefined;
  let last: Uint8Array = new Uint8Array(0);
  let telling: string | null = null;
  return {
    see(bytes, start, end) {
      if (alive?.length === 0 || sameBytes(last, bytes, start, end)) return;
      if (alive === undefined && !mayBeTime(bytes, start, end)) {
        alive = [];
        return;
      }
      last = bytes.slice(start, end);
      const instants = new Set<number>();
      alive = (alive ?? candidates()).filter(({ parse }) => {
        const instant = parse(bytes, start, end);
        if (Number.isNaN(instant)) return false;
        instants.add(instant);
        return true;
      });
      if (instants.size > 1) telling ??= Buffer.from(last).toString('utf8');
    },
    result() {
      const first = alive?.[0];
      if (alive === undefined || first === undefined) return { status: 'none' };
      const readings = new Map<FieldOrder, string>();
      for (const { order, format } of alive) if (!readings.has(order)) readings.set(order, format);
      if (readings.size === 1) return { status: 'recognised', format: first.format };
      return { status: 'ambiguous', candidates: [...readings.values()], example: telling };
    },
  };
}

/** A cheap look that spares most texts the trial of every format. */
function mayBeTime(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 6 || end - start > 40) return false;
  const first = bytes[start];
  const startsWithDigit = first >= 48 && first <= 57;
  const last = bytes[end - 1] | 32;
  const endsLikeTime = (bytes[end - 1] >= 48 && bytes[end - 1] <= 57) || last === 122 || last === 109;
  return endsLikeTime && (startsWithDigit || 'jfmasond'.includes(String.fromCharCode(first | 32)));
}
