// `--set model.trees=200`: edits mv.yaml as a person would, comments and order kept.

import { isMap, parse, parseDocument } from 'yaml';
import { UserError } from '../errors.ts';
import { parseConfiguration } from './configuration.ts';
import { nearName } from './near-name.ts';
import { keysAt } from './schema-keys.ts';

/**
 * The text of mv.yaml with each `key=value` set; values are read as YAML (`200`, `true`, `[a, b]`, `null`).
 * Throws UserError `invalid-set` for a key that the schema does not know or a value that does not fit it.
 */
export function setKeys(text: string, assignments: readonly string[]): string {
  if (assignments.length === 0) return text;
  const document = parseDocument(text);
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new UserError(`--set ${assignment}: a key, "=" and a value are expected`, {
        code: 'invalid-set',
        hint: 'for example --set model.trees=200',
      });
    }
    const key = assignment.slice(0, equals);
    const path = key.split('.');
    requireKnownKey(path, document.toJS(), assignment);
    const value = readValue(assignment.slice(equals + 1), assignment);
    if (document.hasIn(path)) document.setIn(path, value);
    else
      document.setIn(
        path,
        document.createNode(value, { flow: isMap(document.contents) && Array.isArray(value) }),
      );
  }
  const edited = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  try {
    parseConfiguration(edited);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      `--set ${assignments.join(' --set ')}: ${error.message.replace(/^mv\.yaml, line \d+: /, '')}`,
      {
        code: 'invalid-set',
        hint: error.hint,
        details: error.details,
        cause: error,
      },
    );
  }
  return edited;
}

function readValue(text: string, assignment: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new UserError(`--set ${assignment}: the value is not YAML`, {
      code: 'invalid-set',
      hint: 'put text with special characters in quotes: --set \'problem.target="a: b"\'',
      cause,
    });
  }
}

function requireKnownKey(path: readonly string[], value: unknown, assignment: string): void {
  for (const [depth, name] of path.entries()) {
    const parent = path.slice(0, depth);
    const known = keysAt(parent, value);
    // Columns are named by the data: any name is a key there.
    if (known.length === 0 && parent.join('.') === 'features.columns') continue;
    if (known.includes(name)) continue;
    const near = nearName(name, known);
    const place = parent.join('.');
    throw new UserError(`--set ${assignment}: mv.yaml has no key "${[...parent, name].join('.')}"`, {
      code: 'invalid-set',
      hint: near
        ? `did you mean "${[...parent, near].join('.')}"?`
        : known.length > 0
          ? `keys${place ? ` under "${place}"` : ''}: ${known.join(', ')}`
          : `"${place}" holds a value, not keys`,
    });
  }
}
