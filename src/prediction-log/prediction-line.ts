// A logged prediction as one line of JSON.

import { type CellSource, cellSource, type KnownTexts } from './cell-source.ts';
import type { HashValue } from './hash-value.ts';
import {
  type Label,
  type LineBytes,
  LONGEST_NUMBER,
  labelOf,
  makeRoom,
  putBytes,
  putLabel,
  putNumber,
} from './line-bytes.ts';
import type { FailedRequest, LoggedModel, LoggedRows, Role } from './logged-rows.ts';

/** Writes row `row` as a line; `seq` is its number. */
export type WriteLine = (row: number, seq: number) => void;

/** A column that is written; `label` is what stands before its value, `,"temp":`. */
type Field = { place: number; name: string; label: Label; texts: KnownTexts };
/** What is worked out once a model. `close` stands after the fields; `room`: bytes of all labels, and of numbers after them. */
type Fields = { fields: Field[]; close: Uint8Array; room: number };

const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const SEQ = bytesOf('","seq":');
const CLOSE = bytesOf('}');
const LINE_END = bytesOf('}\n');
const TOOK = bytesOf(',"ms":');
/** Numbers of a line besides those of its columns: row twice, seq, prediction, milliseconds; and the words between. */
const ROOM_BESIDES = 5 * LONGEST_NUMBER + 64;

/**
 * How the rows of `logged` are written to `out`, as predicted at `time`, in milliseconds since 1970. A line begins with what a join needs, so that it can be
 * read without the rest: `{"id":"a1:0","seq":1,"time":"2026-11-21T17:44:15.000Z","branch":"prod",…,"features":{…},"prediction":3.5}`.
 */
export function lineWriter(out: LineBytes, hash: HashValue): (logged: LoggedRows, time: number) => WriteLine {
  const fieldsOf = remembered(labelledFields);
  const labelsOf = remembered(classLabels);

  // Requests of one millisecond differ in little.
  let [lastTime, isoTime] = [Number.NaN, ''];
  let last: { model: LoggedModel; role: Role; time: number; bytes: Uint8Array } | null = null;
  const beforeRowNumber = ({ model, role, assignment }: LoggedRows, time: number): Uint8Array => {
    const isPlain = assignment === undefined;
    if (isPlain && last?.model === model && last.role === role && last.time === time) return last.bytes;
    if (time !== lastTime) [lastTime, isoTime] = [time, new Date(time).toISOString()];
    const bytes = bytesOf(
      `,"time":"${isoTime}","branch":${JSON.stringify(model.branch)},"commit":"${model.commit}","role":"${role}"${assigned(assignment, hash)},"row":`,
    );
    if (isPlain) last = { model, role, time, bytes };
    return bytes;
  };

  return (logged, time) => {
    const { model, id, firstRow = 0, table, prediction, milliseconds } = logged;
    const { fields, close, room } = fieldsOf(model);
    const beforeRow = bytesOf(`{"id":${JSON.stringify(id).slice(0, -1)}:`);
    const before = beforeRowNumber(logged, time);
    const sources = fields.map(({ place, name, texts }): CellSource => {
      // Tables of one model mostly have its columns in its order.
      const near = table.columns[place];
      const column = near?.name === name ? near : table.columns.find(each => each.name === name);
      return cellSource(column, { keeping: model.columns[place].keeping, hash, texts });
    });
    const writePrediction =
      prediction.task === 'regression'
        ? numbers(out, prediction.values)
        : classes(out, prediction, labelsOf(prediction.classes));
    const roomOfLine = beforeRow.length + before.length + room + ROOM_BESIDES;

    return (row, seq) => {
      makeRoom(out, roomOfLine);
      let { bytes, at } = out;
      at = putBytes(bytes, at, beforeRow);
      at = putNumber(out, at, firstRow + row);
      at = putBytes(bytes, at, SEQ);
      at = putNumber(out, at, seq);
      at = putBytes(bytes, at, before);
      at = putNumber(out, at, firstRow + row);
      for (let place = 0; place < fields.length; place++) {
        at = putLabel(out.view, at, fields[place].label);
        const source = sources[place];
        if (source.kind === 'numbers') {
          at = putNumber(out, at, source.values[row]);
          continue;
        }
        const text = source.at(row);
        out.at = at;
        makeRoom(out, text.length + roomOfLine);
        bytes = out.bytes;
        at = putBytes(bytes, at, text);
      }
      out.at = putBytes(bytes, at, close);
      writePrediction(row);
      if (milliseconds !== undefined) {
        out.at = putNumber(out, putBytes(out.bytes, out.at, TOOK), toMicroseconds(milliseconds));
      }
      out.at = putBytes(out.bytes, out.at, LINE_END);
    };
  };
}

/** A request that failed as a line: `{"failed":504,"time":"2026-11-21T17:44:15.000Z","branch":"prod",…,"rows":1,"ms":10003}`. */
export function failureLine(
  { model: { branch, commit }, failed, rows, assignment, milliseconds }: FailedRequest,
  { time, hash }: { time: number; hash: HashValue },
): string {
  return `{"failed":${failed},"time":"${new Date(time).toISOString()}","branch":${JSON.stringify(branch)},"commit":"${commit}"${assigned(assignment, hash)},"rows":${rows},"ms":${toMicroseconds(milliseconds)}}\n`;
}

const toMicroseconds = (milliseconds: number): number => Math.round(1000 * milliseconds) / 1000;

function remembered<K extends object, V>(make: (from: K) => V): (from: K) => V {
  const known = new WeakMap<K, V>();
  return from => {
    let value = known.get(from);
    if (value === undefined) {
      value = make(from);
      known.set(from, value);
    }
    return value;
  };
}

/** Keys first, then features; the first of a group opens it. */
function labelledFields({ columns }: LoggedModel): Fields {
  const kept = columns
    .map(({ name, keeping, key = false }, place) => ({ name, keeping, key, place }))
    .filter(({ keeping }) => keeping !== 'omit');
  const groups = [kept.filter(({ key }) => key), kept.filter(({ key }) => !key)];
  const opened = ['key', 'features'].map(name => `,"${name}":{`);
  const fields = groups.flatMap((group, which) =>
    group.map(({ name, place }, at): Field => {
      const before = at > 0 ? ',' : which === 1 && groups[0].length > 0 ? `}${opened[1]}` : opened[which];
      return { place, name, label: labelOf(`${before}${JSON.stringify(name)}:`), texts: new Map() };
    }),
  );
  const room = fields.reduce((sum, { label }) => sum + label.length + LONGEST_NUMBER, 0);
  const [keys, features] = groups.map(({ length }) => length);
  const unopened = features > 0 ? '' : keys > 0 ? `}${opened[1]}` : opened[1];
  return { fields, close: bytesOf(`${unopened}},"prediction":`), room };
}

function numbers(out: LineBytes, values: Float64Array): (row: number) => void {
  return row => {
    out.at = putNumber(out, out.at, values[row]);
  };
}

type ClassLabels = { names: Uint8Array[]; shares: Uint8Array[]; room: number };

function classLabels(classes: readonly string[]): ClassLabels {
  const names = classes.map(name => bytesOf(JSON.stringify(name)));
  const shares = classes.map((name, code) =>
    bytesOf(`${code === 0 ? ',"probabilities":{' : ','}${JSON.stringify(name)}:`),
  );
  const room = shares.reduce(
    (sum, { length }) => sum + 2 * length + LONGEST_NUMBER,
    LINE_END.length + TOOK.length + LONGEST_NUMBER + 1,
  );
  return { names, shares, room };
}

function classes(
  out: LineBytes,
  { codes, probabilities }: { codes: Int32Array; probabilities: Float64Array },
  { names, shares, room }: ClassLabels,
): (row: number) => void {
  return row => {
    makeRoom(out, room);
    const { bytes } = out;
    let at = putBytes(bytes, out.at, names[codes[row]]);
    for (let code = 0; code < shares.length; code++) {
      at = putBytes(bytes, at, shares[code]);
      at = putNumber(out, at, probabilities[row * shares.length + code]);
    }
    out.at = putBytes(bytes, at, CLOSE);
  };
}

function assigned(assignment: LoggedRows['assignment'], hash: HashValue): string {
  if (assignment === undefined) return '';
  const { experiment, unit, arm, epoch } = assignment;
  return `,"experiment":${JSON.stringify(experiment)},"unit":"${hash('unit', unit)}","arm":${JSON.stringify(arm)},"epoch":${epoch}`;
}
