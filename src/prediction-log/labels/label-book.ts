// Labels that come later: joined to logged predictions, and kept as lines that nothing overwrites.

import { Failure } from '../../errors.ts';
import { followFiles } from '../follow-files.ts';
import type { HashValue } from '../hash-value.ts';
import { openLogFile } from '../log-file.ts';
import { LOG_LIMITS, type LogLimits } from '../log-limits.ts';
import { parseLogLine } from '../parse-line.ts';
import { type GivenLabel, keyOfPrediction, type Label, nameText, sameLabel } from './given-label.ts';
import { knownNames } from './known-names.ts';
import { LABELS_FORMAT, labelLine, parseLabelLine } from './label-line.ts';

/** Each label that was given counts once. */
export type JoinCounts = {
  /** The first label of a prediction in the log. */
  joined: number;
  /** Of no prediction in the log. It is kept all the same: its prediction may still be on its way to the disk. */
  unknown: number;
  /** What the prediction's label was already. */
  duplicates: number;
  /** Another one than the prediction's label, which stays. */
  conflicting: number;
};

export type LabelBook = {
  /** Joins labels in their order. Once it resolves they are in their file. Throws Failure `labels-not-written`. */
  join(labels: readonly GivenLabel[]): Promise<JoinCounts>;
  close(): Promise<void>;
};

/**
 * `predictions` and `labels` are folders; others may write to both meanwhile, and what they wrote is seen by the next
 * `join`. `on` are the key columns by which labels will name predictions, besides ids.
 */
export function openLabelBook({
  predictions,
  labels,
  hash,
  writer,
  clock,
  on = null,
  limits = LOG_LIMITS,
}: {
  predictions: string;
  labels: string;
  hash: HashValue;
  /** As of a log. */
  writer: string;
  /** Milliseconds since 1970. */
  clock: () => number;
  on?: readonly string[] | null;
  limits?: Pick<LogLimits, 'file' | 'retention'>;
}): LabelBook {
  const known = knownNames();
  const [predictionFiles, labelFiles] = [followFiles(predictions), followFiles(labels)];
  const kept = new Map<string, Label>();
  /** Labels that differ from the first, so that one that is sent again and again is kept once. */
  const contradicting = new Map<string, Label[]>();
  let count = 0;
  let last: Promise<unknown> = Promise.resolve();
  const file = openLogFile({
    ...{ format: LABELS_FORMAT, folder: labels, clock },
    name: { source: 'labels', began: clock(), writer, part: 0 },
    ...{ limits: limits.file, retention: limits.retention },
    seq: () => count,
  });

  const lookAround = async (): Promise<void> => {
    await predictionFiles.read(lines => {
      for (const line of lines) {
        const name = on === null ? idIn(line) : keyIn(line, on, hash);
        if (name !== null) known.add(name);
      }
    });
    await labelFiles.read(lines => {
      for (const line of lines) {
        const stored = parseLabelLine(line);
        if (stored !== null) keep(nameText(stored.of), stored.label);
      }
    });
  };
  const keep = (name: string, label: Label): 'first' | 'contradicting' | null => {
    const first = kept.get(name);
    if (first === undefined) {
      kept.set(name, label);
      return 'first';
    }
    const others = contradicting.get(name) ?? [];
    if ([first, ...others].some(each => sameLabel(each, label))) return null;
    contradicting.set(name, [...others, label]);
    return 'contradicting';
  };
  const joinNow = async (given: readonly GivenLabel[]): Promise<JoinCounts> => {
    await lookAround();
    const counts: JoinCounts = { joined: 0, unknown: 0, duplicates: 0, conflicting: 0 };
    const time = clock();
    const forget: (() => void)[] = [];
    let lines = '';
    for (const { of, label } of given) {
      const name = nameText(of);
      const before = kept.get(name);
      if (!known.has(name)) counts.unknown++;
      else if (before === undefined) counts.joined++;
      else if (sameLabel(before, label)) counts.duplicates++;
      else counts.conflicting++;
      const isNew = keep(name, label);
      if (isNew === null) continue;
      forget.push(isNew === 'first' ? () => kept.delete(name) : () => contradicting.get(name)?.pop());
      lines += labelLine({ of, label, time });
    }
    if (forget.length === 0) return counts;
    try {
      await file.write(Buffer.from(lines));
    } catch (cause) {
      // Whoever sends them once more must not be told that they are there.
      for (const undo of forget.reverse()) undo();
      throw notWritten(labels, cause as Error);
    }
    count += forget.length;
    return counts;
  };

  return {
    join(given) {
      // One after the other: each sees what the one before has kept.
      const joined = last.then(() => joinNow(given));
      last = joined.catch(() => {});
      return joined;
    },
    async close() {
      await last;
      await file.end('closed', count);
    },
  };
}

function notWritten(folder: string, cause: Error): Failure {
  return new Failure(`the labels could not be written to "${folder}": ${cause.message}`, {
    code: 'labels-not-written',
    hint: 'make room there, or make it writable, and give them again: those that were written count as duplicates then',
    details: { folder },
    cause,
  });
}

/** The id stands first, so that the rest of a line need not be parsed. */
const ID = /^\{"id":("(?:[^"\\]|\\.)*"),"seq":/;

function idIn(line: string): string | null {
  const found = ID.exec(line);
  if (found === null || !line.endsWith('}')) return null;
  try {
    // A text of its own: a part of the line would keep all of the block in memory.
    return nameText({ id: JSON.parse(found[1]) });
  } catch {
    return null;
  }
}

function keyIn(line: string, on: readonly string[], hash: HashValue): string | null {
  const parsed = parseLogLine(line);
  if (parsed?.kind !== 'prediction') return null;
  const name = keyOfPrediction(parsed.prediction, on, hash);
  return name === null ? null : nameText(name);
}
