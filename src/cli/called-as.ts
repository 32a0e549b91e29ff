// The program has two names. Examples and hints are written with the unambiguous one, and shown with the one that was
// typed.

import { commandNames } from '../commands/command-names.ts';

/** `bin/mv` sets it; what we start in turn was not called as mv. */
const VARIABLE = 'GIT_MODEL_CALLED_AS';

export type CalledAs = 'git-model' | 'mv';

/** The name that was typed; takes the variable that says so out of `environment`. */
export function takeCalledAs(environment: NodeJS.ProcessEnv): CalledAs {
  const name = environment[VARIABLE] === 'mv' ? 'mv' : 'git-model';
  delete environment[VARIABLE];
  return name;
}

/**
 * Text for people with every `git-model <command>` under the name that was typed.
 *
 * @example inWordsOf('mv', 'git-model train, in git-model 0.1.0') // 'mv train, in git-model 0.1.0'
 */
export function inWordsOf(name: CalledAs, text: string): string {
  return name === 'git-model' ? text : text.replace(OURS, 'mv $1');
}

const OURS = new RegExp(`\\bgit-model (${commandNames.join('|')})\\b`, 'g');
