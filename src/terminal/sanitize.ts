// Branch names, columns, categories, messages of other programs: text that others wrote, made safe to show.
// A raw escape sequence could move the cursor, forge a line or set the clipboard; a bidirectional control could
// show `prod` where something else stands.

/** What a terminal obeys or a reader cannot see: controls, formats, line separators, lone surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const PLAIN = /^[ -~]*$/;
const NAMED: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

// Invisible, but part of how emoji and several scripts are spelled: kept between characters of those.
const JOINER = /[\u200C\u200D]/;
const JOINABLE_BEFORE = /(?![\0-~])[\p{L}\p{M}\p{S}]$/u;
const JOINABLE_AFTER = /^(?![\0-~])[\p{L}\p{M}\p{S}]/u;
const TAG = /[\u{E0020}-\u{E007F}]/u;
const FLAG_BEFORE = /\u{1F3F4}[\u{E0020}-\u{E007F}]*$/u;

/**
 * The text on one line, with everything that a terminal would act on spelled out.
 * Not reversible: a backslash stays one backslash. Programs read `--json`.
 *
 * @example sanitize('a\x1b[31m\nb') // 'a\\x1b[31m\\nb'
 */
export function sanitize(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(UNSAFE, (character, at: number) =>
    spellsAWord(character, text, at) ? character : escapeCharacter(character),
  );
}

/** As `sanitize`, but line feeds stay, with the carriage return of a CRLF dropped: for messages of several lines. */
export function sanitizeLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map(line => line.split('\t').map(sanitize).join('\t'))
    .join('\n');
}

function spellsAWord(character: string, text: string, at: number): boolean {
  if (JOINER.test(character))
    return JOINABLE_BEFORE.test(text.slice(0, at)) && JOINABLE_AFTER.test(text.slice(at + 1));
  return TAG.test(character) && FLAG_BEFORE.test(text.slice(0, at));
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  const digits = code.toString(16);
  return NAMED[character] ?? (code <= 0xff ? `\\x${digits.padStart(2, '0')}` : `\\u{${digits}}`);
}
