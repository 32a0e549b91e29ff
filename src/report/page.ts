// A page that is one file: it asks for nothing, runs nothing, and reads the same from a disk, a mail or a server.

import { createHash } from 'node:crypto';
import { Html, html, type Piece } from './html.ts';
import { STYLE } from './style.ts';

export type Section = { title: string; body: Piece };

/**
 * The document's text. `lead` are sentences under the title, `footer` says what made it. Sections are listed at the top
 * where there are more than two. A browser is forbidden everything but our style sheet, by its digest.
 */
export function page({
  title,
  lead,
  sections,
  footer,
}: {
  title: string;
  lead: Piece;
  sections: readonly Section[];
  footer: string;
}): string {
  const digest = createHash('sha256').update(STYLE).digest('base64');
  // An icon is named, or a browser would ask the server for one.
  const policy = `default-src 'none'; style-src 'sha256-${digest}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const contents = sections.map(
    (section, at) => html`<li><a href="#part-${at + 1}">${section.title}</a></li>`,
  );
  const parts = sections.map(
    (section, at) =>
      html`<section id="part-${at + 1}" aria-labelledby="title-${at + 1}"><h2 id="title-${at + 1}">${section.title}</h2>\n${section.body}</section>\n`,
  );
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<title>${title}</title><link rel="icon" href="data:,"><style>${new Html(STYLE)}</style></head>
<body><header><h1>${title}</h1>${lead}${sections.length > 2 ? html`<nav aria-label="contents"><ul>${contents}</ul></nav>` : null}</header>
<main>${parts}</main>
<footer><p>${footer}</p></footer></body></html>
`.text;
}
