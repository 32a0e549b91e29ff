// The newest logged predictions of a model as the window that it is judged on, with the labels that have come.

import type { Repository } from '../repository/repository.ts';
import type { Records } from './records.ts';
import type { WatchedModel } from './watched-model.ts';
import type { Window } from './window.ts';

export async function logWindow(_: {
  repository: Repository;
  watched: WatchedModel;
  records: Records;
  now: number;
}): Promise<Window | null> {
  return null;
}
