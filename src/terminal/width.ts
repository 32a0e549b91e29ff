// How many cells of a terminal a text takes, and how to cut it to fewer. The text is one line, already sanitized.

import fastStringWidth from 'fast-string-width';

const ASCII = /^[ -~]*$/;

/** Cells that a terminal gives the text: 2 for CJK and emoji, 0 for combining marks.
 *  @example displayWidth('日本 e\u0301') // 6 */
export function displayWidth(text: string): number {
  // Composed first: decomposed Hangul, as macOS writes names, would count each of its letters.
  return ASCII.test(text) ? text.length : fastStringWidth(text.normalize('NFC'));
}

/** The text in at most `width` cells, `…` standing for what was cut from its end or its middle.
 *  @example truncate('feature/lags-24', 9) // 'feature/…'
 *  @example truncate('feature/lags-24', 9, 'middle') // 'feat…s-24' */
export function truncate(text: string, width: number, from: 'end' | 'middle' = 'end'): string {
  if (displayWidth(text) <= width) return text;
  if (width < 1) return '';
  const graphemes = splitGraphemes(text);
  const tailWidth = from === 'middle' ? Math.floor((width - 1) / 2) : 0;
  const tail = takeCells(graphemes.slice().reverse(), tailWidth).reverse();
  const head = takeCells(graphemes, width - 1 - tailWidth);
  return head.join('') + '…' + tail.join('');
}

function takeCells(graphemes: string[], width: number): string[] {
  let used = 0;
  let end = 0;
  for (const grapheme of graphemes) {
    used += displayWidth(grapheme);
    if (used > width) break;
    end++;
  }
  return graphemes.slice(0, end);
}

function splitGraphemes(text: string): string[] {
  // The segmenter takes longer to make than most texts to cut.
  if (ASCII.test(text)) return text.split('');
  return Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment);
}
