import { confirm } from '../terminal/questions.ts';
import type { Watcher } from '../training/train-and-commit.ts';
import type { Context } from './command.ts';

/** The terminal as who looks on while something is trained: `--yes` agrees, and where nobody can be asked nobody does. */
export function watcherOf(context: Context): Watcher {
  return {
    epoch: context.epoch,
    progress: context.progress,
    say: line => context.say(line),
    agree: question => confirm(context, { question, otherwise: false }),
  };
}
