// Where the code of each command is. Nothing is loaded until a command is called: each is a chunk of its own.

import type { CommandModule } from '../commands/command.ts';
import type { CommandName } from '../commands/command-names.ts';

const loaders: Record<CommandName, () => Promise<CommandModule>> = {
  init: () => import('../commands/init.ts'),
  experiment: () => import('../commands/experiment.ts'),
  train: () => import('../commands/train.ts'),
  ingest: () => import('../commands/ingest.ts'),
  retrain: () => import('../commands/retrain.ts'),
  compare: () => import('../commands/compare.ts'),
  promote: () => import('../commands/promote.ts'),
  cycle: () => import('../commands/cycle.ts'),
  rollback: () => import('../commands/rollback.ts'),
  history: () => import('../commands/history.ts'),
  reproduce: () => import('../commands/reproduce.ts'),
  status: () => import('../commands/status.ts'),
  predict: () => import('../commands/predict.ts'),
  feedback: () => import('../commands/feedback.ts'),
  monitor: () => import('../commands/monitor.ts'),
  ab: () => import('../commands/ab.ts'),
  serve: () => import('../commands/serve.ts'),
  clone: () => import('../commands/clone.ts'),
  push: () => import('../commands/push.ts'),
  pull: () => import('../commands/pull.ts'),
  mount: () => import('../commands/mount.ts'),
  doctor: () => import('../commands/doctor.ts'),
  completion: () => import('../commands/completion.ts'),
  help: () => import('../commands/help.ts'),
};

export function loadCommand(name: CommandName): Promise<CommandModule> {
  return loaders[name]();
}
