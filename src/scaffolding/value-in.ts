// What `--set` says of a key that must be known before mv.yaml is drafted.

import { parse } from 'yaml';

/**
 * The value of the last `key=value`, undefined where there is none or where it is no YAML. Whether it fits the key is
 * for `setKeys` to say, which sees all of them.
 *
 * @example valueIn(['data.separator=;'], 'data.separator') // ';'
 */
export function valueIn(assignments: readonly string[], key: string): unknown {
  const written = assignments.filter(assignment => assignment.startsWith(`${key}=`)).at(-1);
  if (written === undefined) return undefined;
  try {
    return parse(written.slice(key.length + 1)) as unknown;
  } catch {
    return undefined;
  }
}
