// What another thread runs: it takes part in one fit, and ends when told.

import { workerData } from 'node:worker_threads';
import { type BoostingShift, serveBoosting } from '../boosting/serve-boosting.ts';
import { type ForestShift, growForestTrees } from '../forest/grow-forest.ts';
import type { ThreadWork } from './worker-entry.ts';

const { learner, shift } = workerData as ThreadWork;
if (learner === 'forest') growForestTrees(shift as ForestShift);
else serveBoosting(shift as BoostingShift);
