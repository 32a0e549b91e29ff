// The object that features(row) is given, one a row.
//
// A class is written for the columns at hand: its fields are set by name in one go, where a loop over names would
// cost several times as much a row. Times are accessors of the prototype: `row.date` is a Date, while `{ ...row }`,
// which copies own fields only, leaves it out. Behind the prototype stands a proxy: V8 asks it only for a name that
// no column has, so a slip of the pen is an error at its line and costs the right names nothing.

import type { BlockColumn } from './packed-columns.ts';
import { Forbidden } from './problem.ts';

export type RowInput = { name: string; type: 'numeric' | 'time' | 'categorical' };

/** By input, the texts of its codes; null where it is none of categories. */
export type InputCategories = readonly (readonly string[] | null)[];

export type RowMaker = {
  /** The columns of the rows that `rowAt` speaks of from now on, and their categories, in the order of the inputs. */
  bind(columns: readonly BlockColumn[], categories: InputCategories): void;
  /** A new object for the row at `index` of the bound columns. */
  rowAt(index: number): object;
};

/** `hidden` names columns that features cannot see and says why: `{ cnt: 'it is the target' }`. */
export function rowMaker(inputs: readonly RowInput[], hidden: Record<string, string>): RowMaker {
  const members = inputs.map((input, k) => {
    const name = JSON.stringify(input.name);
    if (input.type === 'time') {
      return (
        `#time${k} = column${k}[at];` +
        `get [${name}]() { return Number.isNaN(this.#time${k}) ? null : new Date(this.#time${k}) }` +
        `set [${name}](value) { define(this, ${name}, value) }`
      );
    }
    // A field may not be spelled `constructor`, but may be computed to be.
    const field = input.name === 'constructor' ? `[${name}]` : name;
    if (input.type === 'numeric') return `${field} = number(column${k}[at]);`;
    return `${field} = text(categories[${k}], column${k}[at]);`;
  });
  // `#own` is never read. Node 20 copies an object with a private field, `{ ...row, more }`, 2.5 times as fast.
  const variables = inputs.map((_, k) => `column${k}`);
  const build = new Function(
    'prototype, times, number, text, define, inspect, shown',
    `'use strict';
    let at = 0;
    let categories = [];
    ${variables.length === 0 ? '' : `let ${variables.join(', ')};`}
    class Row { #own = 0; [inspect]() { return shown(this, times) } ${members.join('\n')} }
    Object.setPrototypeOf(Row.prototype, prototype);
    return {
      bind(columns, texts) {
        categories = texts;
        ${variables.length === 0 ? '' : `[${variables.join(', ')}] = columns;`}
      },
      rowAt(index) { at = index; return new Row(); },
    };`,
  );
  const times = inputs.filter(input => input.type === 'time').map(input => input.name);
  const prototype = unknownColumns(inputs, hidden);
  return build(prototype, times, numberOrNull, textOrNull, defineField, INSPECT, shownInFull);
}

/** The name under which console.log asks an object how it wants to be shown. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** `console.log(row)` shows the times as well. */
function shownInFull(row: Record<string, unknown>, times: readonly string[]): object {
  return { ...row, ...Object.fromEntries(times.map(name => [name, row[name]])) };
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function textOrNull(categories: readonly string[], code: number): string | null {
  return code < 0 ? null : categories[code];
}

function defineField(row: object, name: PropertyKey, value: unknown): boolean {
  return Reflect.defineProperty(row, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Names that the language and its printers look for on any object; a row may lack them in silence. */
const ASKED_OF_ANY_OBJECT = new Set(['then', 'toJSON']);

function unknownColumns(inputs: readonly RowInput[], hidden: Record<string, string>): object {
  return new Proxy(Object.prototype, {
    get(target, name, row) {
      if (typeof name === 'symbol' || ASKED_OF_ANY_OBJECT.has(name)) return undefined;
      if (name in target) return Reflect.get(target, name, row);
      throw unknownColumn(name, inputs, hidden);
    },
    // Without this, `row.__proto__ = …` would change what a row is instead of adding a feature of that name.
    set: (_, name, value, row) => defineField(row, name, value),
  });
}

function unknownColumn(name: string, inputs: readonly RowInput[], hidden: Record<string, string>): Forbidden {
  const why = Object.hasOwn(hidden, name) ? `: ${hidden[name]}` : '';
  const names = inputs.map(input => input.name);
  const shown = names.slice(0, 30).join(', ') + (names.length > 30 ? ` and ${names.length - 30} more` : '');
  return new Forbidden({
    code: 'features-unknown-column',
    message: `row.${name} is not there${why}`,
    hint: `A row has: ${shown}. Where a column may be absent, ask first: '${name}' in row.`,
  });
}
