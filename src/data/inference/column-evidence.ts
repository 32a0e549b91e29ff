// What the values of one column say about its type.

import { notATime, type Witness } from '../csv/cell-error.ts';
import { allDigits, type DecimalMark, isInfinity, isMissing, parseMarkedNumber } from '../csv/number.ts';
import { fieldText, type RecordView } from '../csv/scan-records.ts';
import { placeText, shownValue } from '../place.ts';
import { compileTimeFormat, type ParseTime } from '../time/time-format.ts';
import { createTimeRecogniser, type TimeRecogniser } from '../time/time-recognise.ts';

/** What a column looks like. `missing` counts rows; `reason` is for people. */
export type InferredColumn = { name: string; missing: number; reason: string } & (
  | { type: 'numeric' }
  | { type: 'categorical' }
  | { type: 'time'; format: string }
  /** A time for which only a person knows whether the day or the month comes first. */
  | { type: 'ambiguous-time'; candidates: string[]; example: string }
);

/** What is known of a column after some of its rows. */
export type Evidence = {
  name: string;
  values: number;
  missing: number;
  numbers: number;
  firstText: Witness | null;
  /** The first whole number that a number would not keep as written. */
  firstCode: (Witness & { why: string }) | null;
  firstValue: string;
  decimal: DecimalMark;
  times: TimeRecogniser;
  declared: { format: string; parse: ParseTime } | null;
};

/** Evidence before the first row; a declared format makes the column a time whatever its values look like. */
export function beginEvidence(name: string, format: string | undefined): Evidence {
  return {
    name,
    values: 0,
    missing: 0,
    numbers: 0,
    firstText: null,
    firstCode: null,
    firstValue: '',
    decimal: { commaAllowed: false, mark: 0 },
    times: createTimeRecogniser(),
    declared: format === undefined ? null : { format, parse: compileTimeFormat(format) },
  };
}

/** Takes one field into account. Throws UserError `not-a-time` where it is not in the declared format. */
export function weigh(column: Evidence, record: RecordView, field: number, file: string): void {
  const { bytes } = record;
  const start = record.starts[field];
  const end = record.ends[field];
  if (isMissing(bytes, start, end)) {
    column.missing++;
    return;
  }
  if (column.values++ === 0) column.firstValue = fieldText(record, field);
  if (column.declared !== null) {
    if (Number.isNaN(column.declared.parse(bytes, start, end))) {
      throw notATime(column.declared.format, column.name, witness(record, field, file));
    }
    return;
  }
  const value = parseMarkedNumber(bytes, start, end, column.decimal);
  if (Number.isNaN(value) && !isInfinity(bytes, start, end)) {
    column.firstText ??= witness(record, field, file);
    // A number among the values has ruled out times already.
    if (column.numbers === 0) column.times.see(bytes, start, end);
    return;
  }
  column.numbers++;
  if (column.firstCode === null) {
    const why = whyCode(bytes, start, end, value);
    if (why !== null) column.firstCode = { ...witness(record, field, file), why };
  }
}

const witness = (record: RecordView, field: number, file: string): Witness => ({
  value: fieldText(record, field),
  file,
  line: record.line,
});

function whyCode(bytes: Uint8Array, start: number, end: number, value: number): string | null {
  const zero = bytes[start] === 48 && end - start > 1;
  const large = value > Number.MAX_SAFE_INTEGER || value < -Number.MAX_SAFE_INTEGER;
  if (!zero && !large) return null;
  const from = bytes[start] === 45 || bytes[start] === 43 ? start + 1 : start;
  if (!allDigits(bytes, from, end)) return null;
  return zero ? 'leading zeros' : 'more digits than a number keeps';
}

/** The type that fits all the values, and why. */
export function conclude(column: Evidence): InferredColumn {
  const { name, missing, values, numbers, firstText, firstCode, declared } = column;
  if (declared !== null) {
    return { name, missing, type: 'time', format: declared.format, reason: 'the format was given' };
  }
  if (values === 0) return { name, missing, type: 'numeric', reason: 'no row has a value' };
  if (numbers === values && firstCode === null) {
    return { name, missing, type: 'numeric', reason: `all ${values} values are numbers` };
  }
  if (numbers === 0) {
    const time = column.times.result();
    if (time.status === 'recognised') {
      const reason = `all ${values} values are times`;
      return { name, missing, type: 'time', format: time.format, reason };
    }
    if (time.status === 'ambiguous') {
      const { candidates } = time;
      const reason = `all ${values} values read as ${candidates.join(' and as ')}`;
      const example = time.example ?? column.firstValue;
      return { name, missing, type: 'ambiguous-time', candidates, example, reason };
    }
    return { name, missing, type: 'categorical', reason: 'the values are texts' };
  }
  const decisive = firstText ?? firstCode!;
  const where = `${shownValue(decisive.value)} in ${placeText({ file: decisive.file, line: decisive.line })}`;
  const reason =
    firstText === null
      ? `whole numbers with ${firstCode!.why} are codes: ${where}`
      : `${values - numbers} of ${values} values are not numbers, first ${where}`;
  return { name, missing, type: 'categorical', reason };
}
