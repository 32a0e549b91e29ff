// How long the project's code may take before it counts as hung. Not in mv.yaml: waiting longer makes no model stale.

export type Limits = {
  /** Seconds until the code is loaded (and the model, where one is served). */
  start: number;
  /** Seconds for a fit; Infinity unless told: who knows how long a good one takes? */
  fit: number;
  /** Seconds for the answer to one block of rows. */
  answer: number;
};

const VARIABLES = {
  start: 'MV_TRAINER_START_SECONDS',
  fit: 'MV_TRAINER_FIT_SECONDS',
  answer: 'MV_TRAINER_ANSWER_SECONDS',
} as const;
const DEFAULTS: Limits = { start: 120, fit: Number.POSITIVE_INFINITY, answer: 300 };

export type Waiting = keyof Limits;

/** The variable that gives more time for this. */
export function variableOf(waiting: Waiting): string {
  return VARIABLES[waiting];
}

/** From the environment; what is no number above 0 there counts as not said. */
export function trainerLimits(environment: NodeJS.ProcessEnv): Limits {
  const limitOf = (waiting: Waiting) => {
    const seconds = Number(environment[VARIABLES[waiting]]);
    return seconds > 0 ? seconds : DEFAULTS[waiting];
  };
  return { start: limitOf('start'), fit: limitOf('fit'), answer: limitOf('answer') };
}
