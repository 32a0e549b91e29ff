// What the log may keep of each column: its values, a keyed hash of them, or nothing. Pure.

import type { ColumnType } from '../data/table.ts';
import { inputsOf } from '../project/input-columns.ts';
import { KEEPINGS, type Keeping } from '../project/privacy-schema.ts';
import type { Configuration } from '../project/schema.ts';
import { type KnownRows, keepByNature } from './keep-by-nature.ts';

export type KeptColumn = {
  name: string;
  keeping: Keeping;
  /** Why, for people. */
  because: string;
  /** It names the row (`data.key`) and is not given to the model. */
  key?: boolean;
};

/**
 * What is kept of each column that the model is given, and of those of `data.key` that it is not. `privacy` of the
 * environment decides; what the branch itself lists can only be stricter. What neither lists follows from the rows
 * that the model was trained on. Null where nothing is to be logged.
 *
 * @example keptColumns({ model, configuration, environment })
 * // [{ name: 'temp', keeping: 'keep', … }, { name: 'email', keeping: 'hash', because: 'its name says …' }]
 */
export function keptColumns({
  model,
  configuration,
  own = configuration,
  environment,
}: {
  model: KnownRows;
  /** The settings that the model was made with. */
  configuration: Configuration;
  /** Those of the commit that predicts. */
  own?: Pick<Configuration, 'privacy'>;
  /** Those at the tip of the environment; null where there is none. */
  environment: Pick<Configuration, 'privacy'> | null;
}): KeptColumn[] | null {
  const guards = environment?.privacy ?? own.privacy;
  if (!guards.log || !own.privacy.log) return null;
  const inputs = inputsOf(configuration);
  const { target } = configuration.problem;
  const keys = (configuration.data.key ?? []).filter(name => !inputs.includes(name) && name !== target);
  const keepOf = (name: string, byNature: () => Omit<KeptColumn, 'name'>): KeptColumn => {
    const stated = own.privacy.columns[name];
    const said = guards.columns[name] ?? (guards.others === 'auto' ? undefined : guards.others);
    const found = said === undefined ? byNature() : { keeping: said, because: SAID };
    return stated !== undefined && stricter(stated, found.keeping)
      ? { name, ...found, keeping: stated, because: SAID }
      : { name, ...found };
  };
  return [
    ...inputs.map(name => keepOf(name, () => keepByNature(name, model))),
    ...keys.map(name => ({ ...keepOf(name, () => keepKey(configuration, name)), key: true })),
  ];
}

const SAID = 'mv.yaml says so';

const stricter = (one: Keeping, other: Keeping): boolean => KEEPINGS.indexOf(one) > KEEPINGS.indexOf(other);

function keepKey({ features }: Configuration, name: string): Omit<KeptColumn, 'name'> {
  const declared = features.columns[name];
  const type: ColumnType = typeof declared === 'string' ? declared : declared.type;
  return type === 'time'
    ? { keeping: 'keep', because: 'it is a time' }
    : { keeping: 'hash', because: 'it names the row' };
}
