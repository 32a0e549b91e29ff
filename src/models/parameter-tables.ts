// The tables of parameters by kind of model: what mv.yaml may say under "model".

import { boostingTable } from './boosting/boosting-parameters.ts';
import { forestTable } from './forest/forest-parameters.ts';
import type { Parameter } from './parameters.ts';

/** In the order in which people should read of them. */
export const parameterTables: Readonly<Record<string, Readonly<Record<string, Parameter>>>> = {
  'random-forest': forestTable,
  'gradient-boosting': boostingTable,
};
