// The completion script that `git-model completion <shell>` prints.

import type { CompletedProgram } from './completed-command.ts';
import { bashCompletion } from './completion-bash.ts';
import { fishCompletion } from './completion-fish.ts';
import { zshCompletion } from './completion-zsh.ts';

export const completionShells = ['bash', 'zsh', 'fish'] as const;
export type CompletionShell = (typeof completionShells)[number];

/**
 * A script to source, or to put where the shell looks for completions. It completes `git-model …` and `git model …`;
 * for `mv` it adds our commands to the files of the first word, and after one of them completes as `git-model` does.
 * It starts nothing but git: candidates come within milliseconds.
 *
 * @example completionScript('fish', { commands, commonOptions }) // '# fish completion for …'
 */
export function completionScript(shell: CompletionShell, program: CompletedProgram): string {
  if (shell === 'bash') return bashCompletion(program);
  return shell === 'zsh' ? zshCompletion(program) : fishCompletion(program);
}
