import { privateDirectory, type Repository } from '../repository/repository.ts';

/** Where the predictions of a clone are logged, whatever its working trees. */
export function logFolder(repository: Pick<Repository, 'commonDirectory'>): string {
  return privateDirectory(repository, 'predictions');
}
