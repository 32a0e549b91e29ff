// What a line of the log says.

import type { ProcessMark } from '../repository/journal/process-mark.ts';
import type { Assignment, Role } from './logged-rows.ts';

export const LOG_FORMAT = 'git-model/predictions';

/** A value as the log has it: a number, a text, a time in ISO 8601, `hmac:…`, or null where it is missing. */
export type LoggedValue = number | string | null;

export type LoggedPrediction = {
  id: string;
  seq: number;
  /** Milliseconds since 1970. */
  time: number;
  branch: string;
  commit: string;
  role: Role;
  row: number;
  /** Of an experiment alone; the unit is its keyed hash. */
  assignment: Assignment | null;
  key: Record<string, LoggedValue>;
  features: Record<string, LoggedValue>;
  prediction: number | string;
  probabilities: Record<string, number> | null;
  /** How long its request took; null where nobody waited for it, and in lines of before it was noted. */
  milliseconds: number | null;
};

/** A request that a model failed to answer. */
export type LoggedFailure = {
  /** The HTTP status that was answered. */
  failed: number;
  /** Milliseconds since 1970. */
  time: number;
  branch: string;
  commit: string;
  rows: number;
  assignment: Assignment | null;
  milliseconds: number | null;
};

export type LogLine =
  | { kind: 'prediction'; prediction: LoggedPrediction }
  | { kind: 'failure'; failure: LoggedFailure }
  | { kind: 'begin'; process: ProcessMark | null }
  | { kind: 'end'; why: string; seq: number };

/** Null for a line that is none of the log's. */
export function parseLogLine(line: string): LogLine | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  if (value['format'] === LOG_FORMAT) return parseFrame(value);
  if ('failed' in value) return parseFailure(value);
  const { id, seq, branch, commit, role, row, features, prediction } = value;
  const time = Date.parse(String(value['time']));
  const isOurs =
    typeof id === 'string' &&
    Number.isSafeInteger(seq) &&
    !Number.isNaN(time) &&
    typeof branch === 'string' &&
    typeof commit === 'string' &&
    (role === 'answer' || role === 'shadow') &&
    Number.isSafeInteger(row) &&
    isRecord(features) &&
    (typeof prediction === 'number' || typeof prediction === 'string');
  if (!isOurs) return null;
  const { key, probabilities, ms } = value;
  return {
    kind: 'prediction',
    prediction: {
      ...{ id, time, branch, commit, role, prediction },
      seq: Number(seq),
      row: Number(row),
      assignment: assignmentOf(value),
      key: isRecord(key) ? (key as LoggedPrediction['key']) : {},
      features: features as LoggedPrediction['features'],
      probabilities: isRecord(probabilities) ? (probabilities as Record<string, number>) : null,
      milliseconds: typeof ms === 'number' ? ms : null,
    },
  };
}

/**
 * The same without key and features, which are most of a line, and which are not even looked at where the line is as the
 * log writes it.
 */
export function parseWithoutFeatures(line: string): LogLine | null {
  // In a text a quotation mark stands behind a backslash: none can be taken for these.
  const from = line.indexOf(',"features":{');
  const to = from === -1 ? -1 : line.lastIndexOf('},"prediction":');
  if (to < from + 12) return parseLogLine(line);
  const key = line.lastIndexOf(',"key":{', from);
  return parseLogLine(`${line.slice(0, key === -1 ? from : key)},"features":{${line.slice(to)}`);
}

function parseFailure(value: Record<string, unknown>): LogLine | null {
  const { failed, branch, commit, rows, ms } = value;
  const time = Date.parse(String(value['time']));
  const isOurs =
    Number.isSafeInteger(failed) &&
    Number.isSafeInteger(rows) &&
    !Number.isNaN(time) &&
    typeof branch === 'string' &&
    typeof commit === 'string';
  if (!isOurs) return null;
  const milliseconds = typeof ms === 'number' ? ms : null;
  return {
    kind: 'failure',
    failure: {
      ...{ failed: Number(failed), time, branch, commit, rows: Number(rows), milliseconds },
      assignment: assignmentOf(value),
    },
  };
}

function parseFrame(value: Record<string, unknown>): LogLine | null {
  if (typeof value['end'] === 'string') {
    return { kind: 'end', why: value['end'], seq: Number(value['seq']) };
  }
  return value['version'] === 1
    ? { kind: 'begin', process: (value['process'] as ProcessMark | undefined) ?? null }
    : null;
}

function assignmentOf({ experiment, unit, arm, epoch }: Record<string, unknown>): Assignment | null {
  const isOne = [experiment, unit, arm].every(each => typeof each === 'string');
  return isOne && Number.isSafeInteger(epoch) ? ({ experiment, unit, arm, epoch } as Assignment) : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
