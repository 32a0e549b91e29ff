// Names of columns in one option: `--exclude casual,registered`.

/**
 * The names in a text with commas between; one that holds a comma stands in quotes, as in a CSV. A text that is itself
 * the name of a column is that name.
 *
 * @example namesIn('a, "b,c"', ['a', 'b,c']) // ['a', 'b,c']
 */
export function namesIn(text: string, columns: readonly string[]): string[] {
  if (columns.includes(text)) return [text];
  const names = [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain.trim(),
  );
  return [...new Set(names.filter(name => name !== ''))];
}

/**
 * The names as one word for a POSIX shell that `namesIn` takes apart again.
 *
 * @example writeNames(['a', 'b c']) // "'a,b c'"
 */
export function writeNames(names: readonly string[]): string {
  const list = names
    .map(name => (/[",]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name))
    .join(',');
  return /^[\w.,:/@%+-]+$/.test(list) && !list.startsWith('-') ? list : `'${list.replaceAll("'", "'\\''")}'`;
}
