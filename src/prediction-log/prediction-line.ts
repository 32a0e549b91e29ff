// A logged prediction as one line of JSON.

import { type CellWriter, cellWriter, type KnownTexts } from './cell-writer.ts';
import type { HashValue } from './hash-value.ts';
import type { LineBytes } from './line-bytes.ts';
import type { LoggedModel, LoggedRows } from './logged-rows.ts';

/** Writes row `row` as a line; `seq` is its number. */
export type WriteLine = (row: number, seq: number) => void;

/** A column that is written: `,"temp":`, `"temp":` for the first of its group. */
type Field = { place: number; name: string; label: Uint8Array; texts: KnownTexts };
/** What is worked out once a model: fields by group, the group's opening before them. */
type Group = { open: Uint8Array; fields: Field[] };

const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const CLOSE = bytesOf('}');
const LINE_END = bytesOf('}\n');
const PREDICTION = bytesOf(',"prediction":');
const SEQ = bytesOf('","seq":');

/**
 * How the rows of `logged` are written to `out`, as predicted at `time`. A line begins with what a join needs, so that it can be
 * read without the rest: `{"id":"a1:0","seq":1,"time":"2026-11-21T17:44:15.000Z","branch":"prod",…,"features":{…},"prediction":3.5}`.
 */
export function lineWriter(out: LineBytes, hash: HashValue): (logged: LoggedRows, time: string) => WriteLine {
  const groupsOf = remembered(groupFields);
  const classesOf = remembered(classLabels);

  const fieldWriters = (group: Group, { model, table: { columns } }: LoggedRows): CellWriter[] =>
    group.fields.map(({ place, name, texts }) => {
      // Tables of one model mostly have its columns in its order.
      const column =
        columns[place]?.name === name ? columns[place] : columns.find(column => column.name === name);
      return column === undefined
        ? () => out.raw(NULL)
        : cellWriter(out, { column, keeping: model.columns[place].keeping, hash, texts });
    });

  const predictionWriter = (prediction: LoggedRows['prediction']): CellWriter => {
    if (prediction.task === 'regression') return row => out.number(prediction.values[row]);
    const { codes, classes, probabilities } = prediction;
    const { names, shares } = classesOf(classes);
    return row => {
      out.raw(names[codes[row]]);
      for (let code = 0; code < shares.length; code++) {
        out.raw(shares[code]);
        out.number(probabilities[row * classes.length + code]);
      }
      out.raw(CLOSE);
    };
  };

  return (logged, time) => {
    const { model, role, id, firstRow = 0, prediction, assignment } = logged;
    const beforeRow = bytesOf(`{"id":${JSON.stringify(id).slice(0, -1)}:`);
    const before = bytesOf(
      `,"time":"${time}","branch":${JSON.stringify(model.branch)},"commit":"${model.commit}","role":"${role}"${assigned(assignment, hash)},"row":`,
    );
    const groups = groupsOf(model).map(group => ({ ...group, writers: fieldWriters(group, logged) }));
    const writePrediction = predictionWriter(prediction);

    return (row, seq) => {
      out.raw(beforeRow);
      out.number(firstRow + row);
      out.raw(SEQ);
      out.number(seq);
      out.raw(before);
      out.number(firstRow + row);
      for (const { open, fields, writers } of groups) {
        out.raw(open);
        for (let place = 0; place < fields.length; place++) {
          out.raw(fields[place].label);
          writers[place](row);
        }
        out.raw(CLOSE);
      }
      out.raw(PREDICTION);
      writePrediction(row);
      out.raw(LINE_END);
    };
  };
}

const NULL = bytesOf('null');

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

function groupFields({ columns }: LoggedModel): Group[] {
  const fields = columns.flatMap(({ name, keeping, key = false }, place) =>
    keeping === 'omit' ? [] : [{ place, name, key, texts: new Map() }],
  );
  const group = (open: string, members: typeof fields): Group => ({
    open: bytesOf(`,"${open}":{`),
    fields: members.map((field, first) => ({
      ...field,
      label: bytesOf(`${first === 0 ? '' : ','}${JSON.stringify(field.name)}:`),
    })),
  });
  const keys = fields.filter(({ key }) => key);
  const features = fields.filter(({ key }) => !key);
  return [...(keys.length > 0 ? [group('key', keys)] : []), group('features', features)];
}

function classLabels(classes: readonly string[]) {
  return {
    names: classes.map(name => bytesOf(JSON.stringify(name))),
    shares: classes.map((name, code) =>
      bytesOf(`${code === 0 ? ',"probabilities":{' : ','}${JSON.stringify(name)}:`),
    ),
  };
}

function assigned(assignment: LoggedRows['assignment'], hash: HashValue): string {
  if (assignment === undefined) return '';
  const { experiment, unit, arm, epoch } = assignment;
  return `,"experiment":${JSON.stringify(experiment)},"unit":"${hash('unit', unit)}","arm":${JSON.stringify(arm)},"epoch":${epoch}`;
}
