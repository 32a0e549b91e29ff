// What can go wrong, in kinds. Code throws one of these once; `cli.ts` prints it once.
// The exit codes are the contract's: scripts branch on them.

export const EXIT = { done: 0, failed: 1, usage: 2, refused: 3, moved: 4, found: 5 } as const;

type ErrorOptions = {
  /** Stable kebab-case name that programs match on. */
  code: string;
  /** The remedy, one sentence or one command a person can paste; null where there is none. */
  hint?: string | null;
  /** Facts for programs: the place, the names, the numbers. */
  details?: Record<string, unknown>;
  cause?: unknown;
};

/** Base of every error that has a message for people. Anything else that reaches `cli.ts` is a defect of ours. */
export abstract class CommandError extends Error {
  abstract readonly exitCode: number;
  readonly code: string;
  readonly hint: string | null;
  readonly details: Record<string, unknown>;

  constructor(message: string, { code, hint = null, details = {}, cause }: ErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = hint;
    this.details = details;
  }
}

/** The work could not be done: a full disk, a missing git, code of the project that throws. Exit 1. */
export class Failure extends CommandError {
  readonly exitCode = EXIT.failed;
}

/** The call, the configuration or the input is not what the command needs. Exit 2; nothing was changed. */
export class UserError extends CommandError {
  readonly exitCode = EXIT.usage;
}

/** A rule of the project says no: stale, a gate, an older data pin. Exit 3; carries the decision. */
export class Refusal extends CommandError {
  readonly exitCode = EXIT.refused;
  /** Printed at the top level of the JSON document, beside `error`: `gates`, `stale`, `plan`. */
  readonly decision: Record<string, unknown>;

  constructor(message: string, options: ErrorOptions & { decision?: Record<string, unknown> }) {
    super(message, options);
    this.decision = options.decision ?? {};
  }
}

/** Something moved meanwhile, is in the way, or conflicts. Exit 4; carries the decision where there was one. */
export class Moved extends CommandError {
  readonly exitCode = EXIT.moved;
  readonly decision: Record<string, unknown>;

  constructor(message: string, options: ErrorOptions & { decision?: Record<string, unknown> }) {
    super(message, options);
    this.decision = options.decision ?? {};
  }
}
