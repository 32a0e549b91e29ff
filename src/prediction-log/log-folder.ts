// Where a clone keeps its log and its labels, whatever its working trees.

import { privateDirectory, type Repository } from '../repository/repository.ts';

export function logFolder(repository: Pick<Repository, 'commonDirectory'>): string {
  return privateDirectory(repository, 'predictions');
}

export function labelFolder(repository: Pick<Repository, 'commonDirectory'>): string {
  return privateDirectory(repository, 'labels');
}
