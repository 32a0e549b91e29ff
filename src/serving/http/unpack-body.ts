// Compressed bodies: gzip and deflate, which Triton's client can send.

import { gunzip, inflate } from 'node:zlib';
import { badRequest, Rejection } from '../rejection.ts';

const UNPACK = { gzip: gunzip, 'x-gzip': gunzip, deflate: inflate };

/**
 * The bytes that a body stands for; `most` of them at most, whatever its own length is. Rejects with Rejection 413 where
 * they are more, 415 for a coding that is none of these, 400 where the bytes are no such thing.
 */
export function unpackBody(
  body: Buffer,
  { coding, most }: { coding: string; most: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const name = coding.toLowerCase();
    if (!Object.hasOwn(UNPACK, name)) {
      throw new Rejection(415, 'of compressed bodies, gzip and deflate are understood');
    }
    UNPACK[name as keyof typeof UNPACK](body, { maxOutputLength: most }, (error, bytes) => {
      if (error === null) return resolve(bytes);
      const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      reject(
        tooLarge
          ? new Rejection(413, `the body is larger than ${most} bytes once it is unpacked`)
          : badRequest(`the body is no ${name}`),
      );
    });
  });
}
