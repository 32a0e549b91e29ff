// The names of the log's files: which writer wrote one, when that writer began, and which of its files it is.

/** What wrote: a server, a batch, or who brought labels. Each has room of its own, so that a large batch drives out no server's rows. */
export type LogSource = 'serve' | 'predict' | 'labels';

export type LogName = {
  source: LogSource;
  /** Milliseconds since 1970 by the writer's clock. */
  began: number;
  /** Twelve hexadecimal digits, drawn when the writer began. */
  writer: string;
  /** From 1. */
  part: number;
};

const NAME = /^(serve|predict|labels)-(\d{15})-([0-9a-f]{12})-(\d{6})\.jsonl$/;

/** @example logName({ source: 'serve', began: 1763747055123, writer: '4f3a9c1b22d0', part: 1 })
 *  // 'serve-001763747055123-4f3a9c1b22d0-000001.jsonl' */
export function logName({ source, began, writer, part }: LogName): string {
  return `${source}-${digits(began, 15)}-${writer}-${digits(part, 6)}.jsonl`;
}

/** Null for a file that is none of the log's. */
export function readLogName(name: string): LogName | null {
  const found = NAME.exec(name);
  if (found === null) return null;
  const [, source, began, writer, part] = found;
  return { source: source as LogSource, began: Number(began), writer, part: Number(part) };
}

const digits = (value: number, count: number): string => String(Math.max(0, value)).padStart(count, '0');
