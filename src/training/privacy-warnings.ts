// What a person should hear of columns whose values are not to be kept.

import type { Column } from '../data/table.ts';
import type { Configuration } from '../project/schema.ts';
import { segmentColumn } from '../project/segment-column.ts';
import type { Withheld } from './withhold.ts';

/** `features` are what the model is fitted to, `golden` says whether rows to ask it again could be kept. */
export function privacyWarnings({
  withheld,
  features,
  configuration,
  golden,
}: {
  withheld: Withheld;
  features: readonly Column[];
  configuration: Configuration;
  golden: boolean;
}): string[] {
  const { privacy, monitoring } = configuration;
  const stated = (name: string) => withheld.has(name) && privacy.columns[name] !== undefined;
  // Names of categories are part of a model that tells them apart; only its owner knows whether that may be.
  const held = features.filter(({ type, name }) => type === 'categorical' && stated(name));
  const segments = monitoring.by.filter(name => {
    const found = segmentColumn(configuration, name);
    return found !== null && withheld.has(found.column);
  });
  const names = [...withheld.keys()].map(name => `"${name}"`).join(', ');
  return [
    ...held.map(
      ({ name }) =>
        `privacy withholds the values of "${name}", and the model is fitted to them: its file names them. Exclude the column, or make of it in src/ what the model needs`,
    ),
    ...segments.map(
      name => `privacy withholds the values of "${name}": monitoring.by makes no segments of it`,
    ),
    ...(golden
      ? []
      : [
          `no golden rows are kept: the model fails on rows without ${names} (privacy); who serves it cannot ask it again what it answered`,
        ]),
  ];
}
