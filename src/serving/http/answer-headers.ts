// What every answer says in its headers, and what requests say in theirs.

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServedModel } from '../model/open-served-model.ts';
import { checkedName } from '../received.ts';
import { badRequest } from '../rejection.ts';

/** Branches and ids may be in any script, headers are ASCII: what is not is percent-encoded, and so is a percent sign. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x24\x26-\x7e]+/gu, encodeURIComponent);
}

/** `id` is that of the request; null where it was not answered. */
export function nameModel(reply: FastifyReply, { branch, commit }: ServedModel, id: string | null): void {
  reply.header('x-model-branch', headerText(branch));
  reply.header('x-model-commit', commit);
  if (id !== null) reply.header('x-prediction-id', `${headerText(id)}:0`);
}

/** The unit of a request, where a header names it. Throws Rejection for what no log can carry. */
export function unitHeader({ headers, raw }: FastifyRequest): string | undefined {
  const given = headers['x-unit-id'];
  if (given === undefined || given === '') return undefined;
  // Node makes one text of two headers.
  if (raw.headersDistinct['x-unit-id']?.length !== 1) throw badRequest('there are two x-unit-id');
  return checkedName('x-unit-id', String(given));
}

/** Bytes of JSON before binary tensors; null where there are none. Throws Rejection where it is no number. */
export function headerLength({ headers }: FastifyRequest): number | null {
  const given = headers['inference-header-content-length'];
  if (given === undefined) return null;
  if (typeof given === 'string' && /^\d{1,10}$/.test(given)) return Number(given);
  throw badRequest('Inference-Header-Content-Length is no number of bytes');
}

/** The bytes of a body; none where there is none. */
export function bodyOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
