// What is wrong with code of the project, told so that the host can add the place of the row and raise it.

export type Problem = {
  /** `usage`: the code is not what is asked for. `failed`: it broke while it ran. */
  kind: 'usage' | 'failed';
  code: string;
  message: string;
  hint: string | null;
  /** Rows at fault, counted over the whole table; the host names their files and lines. */
  rows: number[];
  details: Record<string, unknown>;
};

export class FeatureProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Partial<Problem> & Pick<Problem, 'code' | 'message'>) {
    super(problem.message);
    this.problem = { kind: 'usage', hint: null, rows: [], details: {}, ...problem };
  }
}

/** Thrown at the line of the project's code that did what features must not do. */
export class Forbidden extends Error {
  readonly kind: Problem['kind'];
  readonly code: string;
  readonly hint: string;

  constructor({
    kind = 'usage',
    code,
    message,
    hint,
  }: Pick<Problem, 'code' | 'message'> & { kind?: Problem['kind']; hint: string }) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.hint = hint;
  }
}

const LONGEST_MESSAGE = 1000;

/** Anything that was thrown, as a problem that names the line of `src/` it came from, where it can be told. */
export function problemOf(error: unknown, { rows, during }: { rows: number[]; during: string }): Problem {
  if (error instanceof FeatureProblem) return { ...error.problem, rows: error.problem.rows.concat(rows) };
  const frames = framesInSource(error);
  const forbidden = error instanceof Forbidden ? error : null;
  const text = shorten(textOf(error));
  const [file, line, column] = frames[0]?.split(/:(?=\d+)/) ?? [];
  return {
    kind: forbidden?.kind ?? 'failed',
    code: forbidden?.code ?? 'features-failed',
    message: `${frames[0] ?? 'src/features.js'}: ${text}${rows.length === 0 ? `, while ${during}` : ''}`,
    hint: forbidden?.hint ?? null,
    rows,
    details: {
      file: file ?? 'src/features.js',
      line: line ? Number(line) : null,
      column: column ? Number(column) : null,
      frames,
    },
  };
}

/** `src/lib/lags.js:12:9` of each stack frame inside the project's code, innermost first. */
function framesInSource(error: unknown): string[] {
  const stack = readStack(error);
  return Array.from(
    stack.matchAll(/^ +at (?:async )?(?:.*\()?(src\/.*?:\d+:\d+)\)?$/gm),
    match => match[1],
  ).slice(0, 10);
}

function readStack(error: unknown): string {
  try {
    return error instanceof Error ? String(error.stack) : '';
  } catch {
    return '';
  }
}

function textOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return `threw ${typeof error === 'string' ? error : typeof error}`;
    return error.name === 'Error' || error instanceof Forbidden
      ? error.message
      : `${error.name}: ${error.message}`;
  } catch {
    return 'threw what cannot be shown';
  }
}

function shorten(text: string): string {
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
}
