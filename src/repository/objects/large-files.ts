// Which files are large ones, and what stands in a commit for them: a pointer of git-lfs. Pure; where they are kept is
// `large-store.ts`'s.

import { createHash } from 'node:crypto';

/** Endings of models in binary formats; a `model.json` of ours is a few megabytes of text that Git packs well. */
const BINARY_MODELS = [
  ...['skops', 'joblib', 'pkl', 'pickle', 'onnx', 'pt', 'pth', 'safetensors', 'h5', 'hdf5', 'keras'],
  ...['cbm', 'ubj', 'bin', 'gguf', 'npz', 'npy', 'pb', 'tflite', 'msgpack'],
];

const HEADING = '# Large binary models go through git-lfs.';

/** Lines for `.gitattributes`; `merge=binary` keeps a merge made by hand from writing into a pointer. */
const ROUTES = [
  HEADING,
  ...BINARY_MODELS.map(ending => `models/*.${ending} filter=lfs diff=lfs merge=binary -text`),
];

/** Text of `.gitattributes` that routes binary models through git-lfs; the same text where it does already. */
export function withRoutes(attributes: string): string {
  const missing = ROUTES.filter(line => !attributes.split('\n').includes(line));
  if (missing.length === 0) return attributes;
  const end = attributes === '' || attributes.endsWith('\n') ? '' : '\n';
  return `${attributes}${end}${missing.join('\n')}\n`;
}

/**
 * Whether `.gitattributes` of a branch sends that path through git-lfs. Reads lines as ours are written and as
 * `git lfs track` writes them: a path or a pattern with `*` that crosses no folder, the last line that fits.
 *
 * @example isRouted('models/*.onnx filter=lfs -text\n', 'models/model.onnx') // true
 */
export function isRouted(attributes: string, path: string): boolean {
  let routed = false;
  for (const line of attributes.split(/\r?\n/)) {
    const [pattern, ...words] = line.trim().split(/\s+/);
    if (pattern === '' || pattern.startsWith('#') || !fits(pattern, path)) continue;
    if (words.includes('filter=lfs')) routed = true;
    else if (words.some(word => /^([-!]filter|filter=)/.test(word))) routed = false;
  }
  return routed;
}

function fits(pattern: string, path: string): boolean {
  const anchored = pattern.replace(/^\//, '');
  const subject = pattern.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1);
  const source = anchored
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('**', '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('\0', '.*');
  return new RegExp(`^${source}$`).test(subject);
}

export type Pointer = {
  /** SHA-256 of the content, in hexadecimal digits. */
  oid: string;
  bytes: number;
};

/** The pointer that stands for `content`: version 1, three lines, under 1024 bytes. */
export function pointerTo(content: Uint8Array): Pointer & { text: string } {
  const oid = createHash('sha256').update(content).digest('hex');
  const bytes = content.length;
  return {
    oid,
    bytes,
    text: `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${bytes}\n`,
  };
}

/** Null where the bytes are no pointer. Keys that are unknown to us are let be. */
export function parsePointer(bytes: Uint8Array): Pointer | null {
  if (bytes.length >= 1024) return null;
  const text = Buffer.from(bytes).toString('utf8');
  if (!text.startsWith('version https://git-lfs.github.com/spec/v1\n')) return null;
  const oid = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1];
  const size = /^size (\d+)$/m.exec(text)?.[1];
  return oid === undefined || size === undefined ? null : { oid, bytes: Number(size) };
}
