// Why a request is not answered: what an HTTP client is told, and nothing else.

/** Statuses that a client may meet; `/openapi.json` lists the same. */
export type RejectionStatus = 400 | 401 | 404 | 405 | 408 | 413 | 415 | 429 | 431 | 500 | 503 | 504;

/** `message` is shown to whoever sent the request: it names the input at fault, never a place in our code. */
export class Rejection extends Error {
  readonly status: RejectionStatus;
  /** Seconds after which it is worth trying again; null where it never is. */
  readonly retryAfter: number | null;

  constructor(status: RejectionStatus, message: string, retryAfter: number | null = null) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** What is wrong with a request that can never be right. */
export function badRequest(message: string): Rejection {
  return new Rejection(400, message);
}

const LONGEST_SHOWN = 60;

/** A text that came with a request, as a message may show it. */
export function shown(text: string): string {
  return JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
}
