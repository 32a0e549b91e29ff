// Markup in which what others wrote stays text: everything that is put into a template is escaped, markup excepted.

import { sanitize } from '../terminal/sanitize.ts';

/** Markup made by `html`; nothing else is taken for it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Piece = Html | string | number | null | readonly Piece[];

/**
 * A template of markup. Texts are made safe for elements and for attributes in double quotes, on one line, with controls
 * spelled out; lists are joined; null is nothing.
 *
 * @example html`<b title="${'"'}">${'<i>'}</b>`.text // '<b title="&quot;">&lt;i&gt;</b>'
 */
export function html(strings: TemplateStringsArray, ...values: Piece[]): Html {
  let text = strings[0];
  values.forEach((value, at) => {
    text += textOf(value) + strings[at + 1];
  });
  return new Html(text);
}

function textOf(piece: Piece): string {
  if (piece === null) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'number') return String(piece);
  if (typeof piece === 'string') return escapeHtml(piece);
  return piece.map(textOf).join('');
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return sanitize(text).replace(/[&<>"']/g, character => ENTITIES[character]);
}
