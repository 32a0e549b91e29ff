// A table as one pastes it into a pull request: GitHub's Markdown, in which names that others chose stay text.

import { sanitize } from './sanitize.ts';

type MarkdownColumn = {
  title: string;
  align: 'left' | 'right';
  /** Names and ids go into code spans: nothing in them is formatting, a mention or a link. */
  code?: boolean;
};

type MarkdownTable = { columns: readonly MarkdownColumn[]; rows: readonly (readonly string[])[] };

/**
 * Lines joined by a line feed, none at the end.
 *
 * @example renderMarkdown({ columns: [{ title: 'branch', align: 'left', code: true }], rows: [['a|b']] })
 *   // '| branch |\n| :--- |\n| `a\\|b` |'
 */
export function renderMarkdown({ columns, rows }: MarkdownTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => escapeMarkdown(title))),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : ':---'))),
    ...rows.map(row => line(columns.map(({ code }, i) => cellOf(row[i] ?? '', code === true)))),
  ].join('\n');
}

/** Any text as plain text in Markdown, on one line, safe in a table's cell. */
export function escapeMarkdown(text: string): string {
  // Mentions, issue numbers and bare links are found in the rendered text, which a backslash does not prevent.
  return sanitize(text)
    .replace(/[\\`*_[\]{}<>|~&!$]/g, '\\$&')
    .replace(/[@#]|\bw(?=ww\.)|:(?=\/\/)/gi, '$&<!-- -->');
}

function cellOf(text: string, code: boolean): string {
  const safe = sanitize(text).trim();
  // A backslash before a pipe cannot be written in a code span of a table: the pipe would end the cell.
  if (!code || safe === '' || safe.includes('\\')) return escapeMarkdown(safe);
  const runs = safe.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map(run => run.length)));
  const space = runs.length > 0 ? ' ' : '';
  return fence + space + safe.replaceAll('|', '\\|') + space + fence;
}
