// Digests of what a model was made from and of what came of it. Apart from the provenance, which is read far more often:
// loading Node's cryptography takes 2 ms.

import { createHash } from 'node:crypto';
import type { Configuration } from '../project/schema.ts';
import { TRAINING_SECTIONS } from '../project/training-sections.ts';
import { canonicalJson } from './canonical-json.ts';

/** `sha256:<64 hex>` of bytes or text. */
export function digestOf(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/**
 * Digest of what training reads of mv.yaml, defaults filled in: comments, order and other sections leave no trace, nor
 * does `data.key`, by which new rows are known.
 */
export function trainingDigest(configuration: Configuration): string {
  const { key: _key, ...data } = configuration.data;
  const read = TRAINING_SECTIONS.map(section => [
    section,
    section === 'data' ? data : configuration[section],
  ]);
  return digestOf(canonicalJson(Object.fromEntries(read)));
}
