import { othersPending } from '../repository/journal/others-pending.ts';
import { openRepository, type Repository } from '../repository/repository.ts';
import type { Context } from './command.ts';

/** The repository around the folder, with whatever a killed command left half done finished first. */
export async function openProject(context: Context): Promise<Repository> {
  const repository = await openRepository(context.directory);
  await finishBegun(context, repository);
  return repository;
}

/** Finishes what a killed command left half done. */
export async function finishBegun(context: Context, repository: Repository): Promise<void> {
  if (!(await othersPending(repository))) return;
  const { finishPending } = await import('../repository/journal/finish-pending.ts');
  for (const branch of await finishPending(repository)) {
    context.say(`finished what a killed command had begun on ${branch}`);
  }
}
