// What is looked at, and what was found.

export type Check = {
  /** What was looked at, in kebab-case. */
  name: string;
  status: 'ok' | 'warning' | 'problem';
  message: string;
  /** What to type or to do; null where nothing is to be done. */
  remedy: string | null;
};

/** A finding, and what mends it where that takes no choice of anybody's. */
export type Finding = Check & { mend?: () => Promise<unknown> };

export function fine(name: string, message: string): Finding {
  return { name, status: 'ok', message, remedy: null };
}

/** The remedy of what `--fix` mends. */
export const FIX = 'git-model doctor --fix';
