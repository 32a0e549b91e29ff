// The labels of logged predictions: those that were given.

import { hashWith } from '../prediction-log/hash-value.ts';
import type { LabelIndex } from '../prediction-log/labels/index-labels.ts';
import { readLabels } from '../prediction-log/labels/read-labels.ts';
import { labelFolder } from '../prediction-log/log-folder.ts';
import { privacyKey } from '../prediction-log/privacy-key.ts';
import type { Repository } from '../repository/repository.ts';

export async function labelsAtHand(repository: Repository): Promise<LabelIndex> {
  const hash = hashWith(await privacyKey(repository));
  return readLabels({ folder: labelFolder(repository), hash });
}
