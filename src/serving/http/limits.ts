// What a server takes on at most, so that it says no before memory goes.

export type HttpLimits = {
  /** Bytes of one body. */
  bodyBytes: number;
  /** Bytes of all bodies that are being read or answered. */
  allBodyBytes: number;
  /** Milliseconds until a request must have come whole, and its headers. */
  requestMilliseconds: number;
  headersMilliseconds: number;
  /** Milliseconds that a connection may be idle between two requests. */
  idleMilliseconds: number;
};

const HTTP_LIMITS: HttpLimits = {
  bodyBytes: 16 * 2 ** 20,
  allBodyBytes: 256 * 2 ** 20,
  requestMilliseconds: 30_000,
  headersMilliseconds: 10_000,
  // Longer than the usual 60 s of load balancers: the one that closes first must not be the one that is sent to.
  idleMilliseconds: 72_000,
};

/** Those of one of `workers`, which share the memory of a machine, with bodies of as many MiB. */
export function limitsFor({ megabytes, workers }: { megabytes: number; workers: number }): HttpLimits {
  return {
    ...HTTP_LIMITS,
    bodyBytes: megabytes * 2 ** 20,
    allBodyBytes: Math.floor(HTTP_LIMITS.allBodyBytes / workers),
  };
}

/** Bytes of bodies under way. */
export type BodyRoom = {
  /** Whether there is room for as many bytes; then they count until `leave`. */
  enter(bytes: number): boolean;
  leave(bytes: number): void;
};

export function bodyRoom(most: number): BodyRoom {
  let taken = 0;
  return {
    enter(bytes) {
      if (taken > 0 && taken + bytes > most) return false;
      taken += bytes;
      return true;
    },
    leave(bytes) {
      taken -= bytes;
    },
  };
}
