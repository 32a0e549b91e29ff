// Fields of a model file, distrusted: each is of its type, or the file is refused with `invalid-model`.

import { invalidModel } from './invalid-model.ts';
import { fromBase64, type NumberArray } from './typed-base64.ts';

export function record(given: unknown, name: string): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalidModel(`"${name}" is no object`);
  return given as Record<string, unknown>;
}

export function list(given: unknown, name: string): unknown[] {
  if (!Array.isArray(given)) throw invalidModel(`"${name}" is no list`);
  return given;
}

export function text(given: unknown, name: string): string {
  if (typeof given !== 'string') throw invalidModel(`"${name}" is no text`);
  return given;
}

export function numbers<A extends NumberArray>(
  given: unknown,
  name: string,
  type: { readonly BYTES_PER_ELEMENT: number; new (length: number): A },
): A {
  const array = fromBase64(text(given, name), type);
  if (!array) throw invalidModel(`"${name}" is no list of numbers in base64`);
  return array;
}

/** Null of a regression; two or more names of classes. */
export function readClasses(task: unknown, classes: unknown): string[] | null {
  if (task === 'regression' && classes === null) return null;
  if (task !== 'classification') throw invalidModel(`its task is ${JSON.stringify(task)}`);
  const names = list(classes, 'classes').map(name => text(name, 'classes'));
  if (names.length < 2 || new Set(names).size !== names.length)
    throw invalidModel('"classes" are not two or more names');
  return names;
}
