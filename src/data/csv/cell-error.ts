// The errors for a cell that does not fit its column's type.

import { UserError } from '../../errors.ts';
import { placeText, shownValue } from '../place.ts';
import type { ColumnSchema } from '../schema.ts';
import type { Misfit } from './column-sink.ts';

/** A value as the file has it, and where it stands. */
export type Witness = { value: string; file: string; line: number };

/**
 * The error for a misfit, with file, line, column and value.
 *
 * @example `initial/hour.csv, line 17, column "hum": "abc" is not a number`
 */
export function cellError(misfit: Misfit, schema: ColumnSchema, witness: Witness): UserError {
  if (misfit === 'not-a-time' && schema.type === 'time') return notATime(schema.format, schema.name, witness);
  const { value, file, line } = witness;
  const place = { file, line, column: schema.name };
  const wrong = misfit === 'not-finite' ? 'is not a finite number' : 'is not a number';
  return new UserError(`${placeText(place)}: ${shownValue(value)} ${wrong}`, {
    code: misfit,
    hint: 'correct the value; a missing one is left empty, or written NA; texts need the type categorical',
    details: { ...place, value },
  });
}

/** The error for a cell that is not a time in its column's format. */
export function notATime(format: string, column: string, { value, file, line }: Witness): UserError {
  const place = { file, line, column };
  return new UserError(
    `${placeText(place)}: ${shownValue(value)} is not a time in the format ${shownValue(format)}`,
    {
      code: 'not-a-time',
      hint: 'correct the value, or the format of the column',
      details: { ...place, value, format },
    },
  );
}
