// What the first bytes of a file say about the rest.

import { UserError } from '../../errors.ts';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** As many bytes as are looked at before the encoding is decided. */
export const HEAD_BYTES = 4096;

/** What the first bytes of a file say it is. Throws UserError `not-text` or `not-csv` where they say that it is none. */
export function detectEncoding(head: Uint8Array, path: string): { encoding: Encoding; markBytes: number } {
  refuseKnownBinary(head, path);
  refuseKnownText(head, path);
  const [first, second, third, fourth] = head;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', markBytes: 3 };
  if (first === 0xff && second === 0xfe && !(third === 0 && fourth === 0)) {
    return { encoding: 'utf-16le', markBytes: 2 };
  }
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  const zeros = [0, 0];
  const sample = head.subarray(0, HEAD_BYTES);
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[i & 1]++;
  if (zeros[0] + zeros[1] === 0) return { encoding: 'utf-8', markBytes: 0 };
  // Mostly Western text in UTF-16 has a zero in one half of nearly every pair, and never in the other.
  const pairs = sample.length >> 1;
  if (zeros[0] === 0 && zeros[1] >= 0.7 * pairs) return { encoding: 'utf-16le', markBytes: 0 };
  if (zeros[1] === 0 && zeros[0] >= 0.7 * pairs) return { encoding: 'utf-16be', markBytes: 0 };
  throw notText(path, 'it holds zero bytes');
}

const KNOWN_BINARY: { magic: readonly number[]; is: string; hint: string }[] = [
  { magic: [0x50, 0x4b, 3, 4], is: 'a workbook or zip archive', hint: 'save the sheet as CSV, or unzip it' },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], is: 'an old Excel workbook', hint: 'save the sheet as CSV' },
  { magic: [0x1f, 0x8b], is: 'compressed with gzip', hint: 'gunzip it first' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], is: 'compressed with zstd', hint: 'unzstd it first' },
  { magic: [0x50, 0x41, 0x52, 0x31], is: 'a Parquet file', hint: 'export it as CSV' },
  { magic: [0xff, 0xfe, 0, 0], is: 'UTF-32 text', hint: 'iconv -f UTF-32 -t UTF-8 converts it' },
  { magic: [0, 0, 0xfe, 0xff], is: 'UTF-32 text', hint: 'iconv -f UTF-32 -t UTF-8 converts it' },
];

function refuseKnownBinary(head: Uint8Array, path: string): void {
  for (const { magic, is, hint } of KNOWN_BINARY) {
    if (magic.every((byte, i) => head[i] === byte)) throw notText(path, `it is ${is}`, hint);
  }
}

const KNOWN_TEXT: { begins: RegExp; is: string; hint: string }[] = [
  {
    begins: /^\s*<(!doctype html|html)\b/i,
    is: 'a web page',
    hint: 'download the file itself, not the page about it',
  },
  { begins: /^\s*<\?xml\b/, is: 'XML', hint: 'export it as CSV' },
  { begins: /^\s*(\[\s*)?\{\s*"[^"]*"\s*:/, is: 'JSON', hint: 'export it as CSV' },
  {
    begins: /^version https:\/\/git-lfs\.github\.com\//,
    is: 'a pointer of Git LFS: the rows are elsewhere',
    hint: 'git lfs pull fetches them; commit the rows themselves to the data repository',
  },
];

/** Text that is none of ours, recognised before its first line is taken for names of columns. */
function refuseKnownText(head: Uint8Array, path: string): void {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 200)).toString('utf8');
  for (const { begins, is, hint } of KNOWN_TEXT) {
    if (!begins.test(text)) continue;
    throw new UserError(`${path} is not a CSV file: it is ${is}`, {
      code: 'not-csv',
      hint,
      details: { file: path },
    });
  }
}

/** The error for a file that holds no text. */
export function notText(path: string, because: string, hint = 'give a CSV file in UTF-8'): UserError {
  return new UserError(`${path} is not a text file: ${because}`, {
    code: 'not-text',
    hint,
    details: { file: path },
  });
}
