// The environments that mv.yaml lists, without the YAML parser, where the line is written as the scaffold writes it.

/** Whatever could give the rest of the file another meaning: another document, a directive, a flow at the top, a tab. */
const UNUSUAL = /^(?:---|\.\.\.|[%{["'&*!?<\t\uFEFF]|<<)|\r(?!\n)|[\u0085\u2028\u2029]/m;
const LINES = /^environments.*$/gm;
const PLAIN = /^environments: +\[ *([a-z][a-z0-9-]*(?: *, *[a-z][a-z0-9-]*)*) *\] *(?: #.*)?\r?$/;
/** Of these letters YAML makes something else than a text. */
const NO_TEXT = new Set(['true', 'false', 'null']);

/**
 * The names; null where only the parser can say. A key at the beginning of a line is one of the file's own: whatever
 * belongs to another is indented.
 *
 * @example listedEnvironments('name: bikes\nenvironments: [prod, staging]\n') // ['prod', 'staging']
 */
export function listedEnvironments(text: string): string[] | null {
  if (UNUSUAL.test(text)) return null;
  const lines = text.match(LINES) ?? [];
  const names = lines.length === 1 ? PLAIN.exec(lines[0])?.[1].split(/ *, */) : undefined;
  if (names === undefined || new Set(names).size < names.length) return null;
  return names.some(name => NO_TEXT.has(name)) ? null : names;
}
