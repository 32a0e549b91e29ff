// The token that clients may be asked for.

import { createHash, timingSafeEqual } from 'node:crypto';

/** Gives a function that says whether a header `Authorization` holds the token, in a time that says nothing of it. */
export function bearerToken(token: string): (header: string | undefined) => boolean {
  // Digests have one length whatever is sent.
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(token);
  return header => {
    const given = /^Bearer +(.*)$/is.exec(header ?? '')?.[1] ?? '';
    return timingSafeEqual(digest(given), expected);
  };
}
