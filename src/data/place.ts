// How a message names a place in a file and shows what stands there.

export type Place = { file: string; line?: number; column?: string };

/**
 * A place in words.
 *
 * @example placeText({ file: 'initial/hour.csv', line: 17, column: 'hum' }) // 'initial/hour.csv, line 17, column "hum"'
 */
export function placeText({ file, line, column }: Place): string {
  const parts = [file];
  if (line !== undefined) parts.push(`line ${line}`);
  if (column !== undefined) parts.push(`column ${shownValue(column)}`);
  return parts.join(', ');
}

const LONGEST_SHOWN = 40;

/**
 * A value between quotes, on one line, cut where it is long: a message must stay readable whatever a cell holds.
 *
 * @example shownValue('a\nb') // '"a\\nb"'
 */
export function shownValue(text: string): string {
  const characters = [...text.slice(0, 2 * LONGEST_SHOWN + 2)];
  const cut = characters.length > LONGEST_SHOWN || text.length > 2 * LONGEST_SHOWN + 2;
  return JSON.stringify(cut ? characters.slice(0, LONGEST_SHOWN - 1).join('') + '…' : text);
}
