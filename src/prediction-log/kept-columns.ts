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
  const by = { guards, own: own.privacy };
  return [
    ...inputs.map(name => keepOf(name, by, () => keepByNature(name, model))),
    ...keys.map(name => ({ ...keepOf(name, by, () => keepKey(configuration, name)), key: true })),
  ];
}

/**
 * The columns of which no value is to be kept as it is, by the model's own settings, whether predictions are logged or
 * not: for the files that a training writes. Those that the model is given, and what `privacy.columns` names.
 *
 * @example withheldColumns(model, configuration) // Map(1) { 'email' => { name: 'email', keeping: 'hash', … } }
 */
export function withheldColumns(
  model: KnownRows,
  configuration: Configuration,
): ReadonlyMap<string, KeptColumn> {
  const by = { guards: configuration.privacy, own: configuration.privacy };
  const names = new Set([...inputsOf(configuration), ...Object.keys(configuration.privacy.columns)]);
  const found = [...names].map(name => keepOf(name, by, () => keepByNature(name, model)));
  return new Map(found.filter(({ keeping }) => keeping !== 'keep').map(column => [column.name, column]));
}

type Privacy = Configuration['privacy'];

function keepOf(
  name: string,
  { guards, own }: { guards: Privacy; own: Privacy },
  byNature: () => Omit<KeptColumn, 'name'>,
): KeptColumn {
  const stated = own.columns[name];
  const said = guards.columns[name] ?? (guards.others === 'auto' ? undefined : guards.others);
  const found = said === undefined ? byNature() : { keeping: said, because: SAID };
  return stated !== undefined && stricter(stated, found.keeping)
    ? { name, ...found, keeping: stated, because: SAID }
    : { name, ...found };
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
