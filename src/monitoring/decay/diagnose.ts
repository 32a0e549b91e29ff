// What moved, in words with their numbers: the world, the inputs, or the pipeline that brings them.

import type { PipelineFault } from './find-units.ts';

type Cause = 'world' | 'inputs' | 'pipeline' | 'unknown';

export type Diagnosis = { cause: Cause | null; words: string[] };

/** Mean errors (squared, or the share of wrong classes). */
type Errors = {
  metric: string;
  reference: number;
  /** What the release's error by prediction foretells for these inputs. */
  foretold: number;
  observed: number;
  /** Of all windows that the alarm is of, how many they are. */
  alarm: { mean: number; windows: number } | null;
};

/**
 * `cause` is null where nothing moved. Where the error rose, it is taken apart (Kitagawa 1955): what the release's error
 * by band of prediction foretells for these inputs, and what is left, which only a changed relation of target and inputs
 * explains, or something that the bands do not see. The larger part names the cause; a column that came in another
 * unit, or more often missing, goes before either.
 */
export function diagnose({
  decay,
  drifted,
  faults,
  errors,
}: {
  decay: boolean;
  /** Names of columns that drifted. */
  drifted: readonly string[];
  faults: readonly PipelineFault[];
  /** Null where there are no labels, or the reference knows no errors. */
  errors: Errors | null;
}): Diagnosis {
  const words = faults.map(({ column, words: why }) => `pipeline: "${column}" ${why}`);
  const inputs = drifted.filter(name => faults.every(({ column }) => column !== name));
  if (inputs.length > 0)
    words.push(
      `inputs: ${inputs.length === 1 ? 'one column' : `${inputs.length} columns`} drifted (${listed(inputs)})`,
    );
  if (!decay) {
    if (words.length > 0 && errors !== null)
      words.push(
        `${errors.metric} is ${round(errors.observed)}, ${round(errors.reference)} at release: no decay to be seen`,
      );
    return { cause: faults.length > 0 ? 'pipeline' : inputs.length > 0 ? 'inputs' : null, words };
  }
  if (errors === null) return { cause: faults.length > 0 ? 'pipeline' : 'unknown', words };
  const rise = errors.observed - errors.reference;
  const { alarm } = errors;
  if (alarm !== null && rise < (alarm.mean - errors.reference) / 2) {
    words.push(
      `the newest labels alone have ${errors.metric} ${round(errors.observed)}, ${round(errors.reference)} at release: the alarm is of the last ${alarm.windows} windows together`,
    );
    return { cause: faults.length > 0 ? 'pipeline' : 'unknown', words };
  }
  const byInputs = errors.foretold - errors.reference;
  const left = rise - byInputs;
  const share = (part: number) => `${Math.round((100 * part) / rise)} %`;
  words.push(
    `of the rise of ${errors.metric} from ${round(errors.reference)} to ${round(errors.observed)}, ${round(byInputs)} (${share(byInputs)}) is what these inputs would have brought at release too, ${round(left)} (${share(left)}) is not`,
  );
  if (faults.length > 0) return { cause: 'pipeline', words };
  const cause = left >= byInputs ? 'world' : 'inputs';
  words.push(
    cause === 'world'
      ? 'world: the relation of target and inputs is no longer the one that was learned'
      : 'inputs: there are more of those rows that the model was always worse on',
  );
  return { cause, words };
}

const SHOWN = 5;

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)));
}
