// `--set model.trees=200`: edits mv.yaml as a person would. Only the value changes where it stands already; comments,
// order and line ends stay.

import { isCollection, isScalar } from 'yaml';
import { UserError } from '../errors.ts';
import { defaultOf } from '../models/parameter-tables.ts';
import { parseConfiguration } from './configuration.ts';
import { CONFIGURATION } from './layout.ts';
import { nearName } from './near-name.ts';
import { type Assignment, parseAssignment } from './parse-assignment.ts';
import { type ReadYaml, readYaml } from './read-yaml.ts';
import { keysAt, takesAnyKey } from './schema-keys.ts';
import { yamlValue } from './yaml-text.ts';

/**
 * The text of mv.yaml with each `key=value` set, one after the other; `where` names the file in complaints about what
 * stood there before. Throws UserError `invalid-set` for a key that the schema does not know or a value that does not
 * fit it, `invalid-configuration` where the text was wrong already.
 */
export function setKeys(text: string, assignments: readonly string[], where: string = CONFIGURATION): string {
  if (assignments.length === 0) return text;
  const { features, model } = parseConfiguration(text, where);
  const columns = Object.keys(features.columns);
  const set = new Set<string>();
  let edited = text;
  for (const written of assignments) {
    const assignment = parseAssignment(written, columns);
    const read = readYaml(edited, where);
    requireKnownKey(assignment, read.value);
    edited = setKey(edited, assignment, read);
    const key = assignment.path.join('.');
    set.add(key);
    if (key === 'model.kind') edited = dropKeysOfKind(edited, { kind: model.kind, keep: set, where });
  }
  try {
    parseConfiguration(edited);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { hint, details } = error;
    const message = error.message.replace(/^mv\.yaml, line \d+: /, '');
    throw new UserError(`--set ${assignments.join(' --set ')}: ${message}`, {
      code: 'invalid-set',
      hint,
      details,
      cause: error,
    });
  }
  return edited;
}

/** The text with one value set where it stands, or at the end of its section. */
export function setKey(
  text: string,
  { path, value }: Pick<Assignment, 'path' | 'value'>,
  { document }: ReadYaml,
): string {
  const node: unknown = document.getIn(path, true);
  const isInline = isScalar(node) ? !node.type?.startsWith('BLOCK') : isCollection(node) && node.flow;
  if (isInline && isReplaceable(node)) {
    const [start, end] = node.range;
    // `key:` without a value ends at the colon.
    const space = start === end ? ' ' : '';
    return `${text.slice(0, start)}${space}${yamlValue(value)}${text.slice(end)}`;
  }
  setDeep({ path, value }, document);
  return writeDocument(text, document);
}

/** An anchor belongs to more than this key. */
function isReplaceable(node: unknown): node is { range: [number, number, number] } {
  const { range, anchor, tag } = node as { range?: unknown; anchor?: string; tag?: string };
  return Array.isArray(range) && anchor === undefined && tag === undefined;
}

/** Sets a key that is not written yet; a section that is there without anything in it becomes one. */
function setDeep({ path, value }: Pick<Assignment, 'path' | 'value'>, document: ReadYaml['document']): void {
  for (let depth = 1; depth < path.length; depth++) {
    const section: unknown = document.getIn(path.slice(0, depth), true);
    if (isCollection(section)) continue;
    const inner = path.slice(depth).reduceRight<unknown>((held, key) => ({ [key]: held }), value);
    document.setIn(path.slice(0, depth), document.createNode(inner));
    return;
  }
  document.setIn(path, document.createNode(value, { flow: true }));
}

function writeDocument(before: string, document: ReadYaml['document']): string {
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  return before.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}

/**
 * Another kind of model has other keys and other defaults: what it does not know goes with the kind that knew it, and so
 * does what only says that kind's default. A leaf of one row is a forest's way and would ruin boosting. What was set in
 * the same call stays.
 */
function dropKeysOfKind(
  text: string,
  { kind, keep, where }: { kind: string; keep: ReadonlySet<string>; where: string },
): string {
  const { document, value } = readYaml(text, where);
  const known = keysAt(['model'], value);
  const written = Object.entries((value['model'] ?? {}) as Record<string, unknown>);
  if (known.length === 0 || (value['model'] as { kind?: unknown } | undefined)?.kind === kind) return text;
  const gone = written.filter(
    ([key, chosen]) =>
      !known.includes(key) ||
      (key !== 'kind' && !keep.has(`model.${key}`) && chosen === defaultOf(kind, key)),
  );
  if (gone.length === 0) return text;
  for (const [key] of gone) document.deleteIn(['model', key]);
  return writeDocument(text, document);
}

function requireKnownKey({ path, written }: Assignment, value: unknown): void {
  for (const [depth, name] of path.entries()) {
    const parent = path.slice(0, depth);
    const place = parent.join('.');
    const known =
      place === 'features.columns' ? Object.keys(valueAt(value, parent) ?? {}) : keysAt(parent, value);
    if (known.includes(name)) continue;
    // The columns are those of the data; other keys of a person's own choice may be new.
    if (place !== 'features.columns' && takesAnyKey(parent, value)) continue;
    const near = nearName(name, known) ?? (depth === 0 ? sectionOf(name, known, value) : null);
    throw new UserError(`--set ${written}: mv.yaml has no key "${[...parent, name].join('.')}"`, {
      code: 'invalid-set',
      hint: near
        ? `did you mean "${[...parent, near].join('.')}"?`
        : known.length > 0
          ? `keys${place ? ` under "${place}"` : ''}: ${known.slice(0, 40).join(', ')}`
          : `"${place}" holds a value, not keys`,
    });
  }
}

/** `model.trees`, to whom it wrote `trees`. */
function sectionOf(name: string, sections: readonly string[], value: unknown): string | null {
  const section = sections.find(each => keysAt([each], value).includes(name));
  return section === undefined ? null : `${section}.${name}`;
}

function valueAt(value: unknown, path: readonly string[]): object | undefined {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value) as
    | object
    | undefined;
}
