// The tables of parameters by kind of model: what mv.yaml may say under "model".

import { boostingTable } from './boosting/boosting-parameters.ts';
import { forestTable } from './forest/forest-parameters.ts';
import { mlTable } from './ml-forest/ml-parameters.ts';
import type { Parameter } from './parameters.ts';

/** Kinds of model whose arithmetic is in this room. */
export type OwnKind = 'random-forest' | 'gradient-boosting' | 'ml-random-forest';

/** In the order in which people should read of them. */
export const parameterTables: Readonly<Record<OwnKind, Readonly<Record<string, Parameter>>>> = {
  'random-forest': forestTable,
  'gradient-boosting': boostingTable,
  'ml-random-forest': mlTable,
};

/** What holds for a key of a kind where it is not written; undefined where there is no such key. */
export function defaultOf(kind: string, key: string): unknown {
  return (parameterTables as Record<string, Record<string, Parameter> | undefined>)[kind]?.[key]?.default;
}
