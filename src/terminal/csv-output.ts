// Results as CSV, for spreadsheets and small scripts.

export type CsvCell = string | number | boolean | null;

/**
 * Comma-separated rows under a header, quoted as RFC 4180 says; lines end in a line feed, as Unix tools expect.
 * Numbers are written in full; what is null or not finite is an empty field.
 *
 * A text that a spreadsheet would take for a formula (`=HYPERLINK(…)` is a legal branch name) gets an apostrophe in
 * front, which spreadsheets hide. A text that is a number stays. Programs that need every name exactly read `--json`.
 *
 * @example renderCsv(['branch', 'rmse'], [['a,b', 41.9]]) // 'branch,rmse\n"a,b",41.9\n'
 */
export function renderCsv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [header, ...rows].map(row => row.map(fieldOf).join(',') + '\n').join('');
}

function fieldOf(cell: CsvCell): string {
  if (cell === null || (typeof cell === 'number' && !Number.isFinite(cell))) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = looksLikeFormula(cell) ? `'${cell}` : cell;
  // A quoted line break stays one field.
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function looksLikeFormula(text: string): boolean {
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
  return !isNumber && /^[=+\-@\t\r\n＝＋－＠]/.test(text);
}
