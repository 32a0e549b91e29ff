// Any model file of ours: a JSON object whose "format" says which learner wrote it.

import { invalidModel } from './invalid-model.ts';

/** Throws UserError `invalid-model` where the bytes are no JSON object. */
export function parseModelFile(bytes: Uint8Array): Record<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw invalidModel('it is no JSON', cause);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw invalidModel('it is no JSON object');
  }
  return document as Record<string, unknown>;
}
