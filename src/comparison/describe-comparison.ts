// What a comparison says, in the words that all of its forms share.

import { defaultOf } from '../models/parameter-tables.ts';
import { formatNumber, shortCommit } from '../terminal/format.ts';
import type { ComparedBranch, Comparison } from './compare.ts';

/** What is withheld is no finding that there is no difference. */
export function verdictText({ verdict, difference }: Pick<ComparedBranch, 'verdict' | 'difference'>): string {
  return difference?.withheld ? 'withheld' : verdict;
}

/** What was scored on, as one sentence. */
export function onText({ on, rows }: Comparison): string | null {
  if (on === null) return null;
  const { trainedOn, withoutTarget } = on.leftOut;
  const out = [
    ...(trainedOn > 0 ? [`${formatNumber(trainedOn)} that a model was made from`] : []),
    ...(withoutTarget > 0 ? [`${formatNumber(withoutTarget)} without a target`] : []),
  ];
  const level = rows.find(({ difference }) => difference?.level)?.difference?.level;
  const where =
    on.data === null || on.data.startsWith(on.source)
      ? on.source
      : `${on.source} (data ${shortCommit(on.data)})`;
  return [
    `on ${formatNumber(on.rows)} rows of ${where}`,
    ...(out.length > 0 ? [`left out: ${out.join(', ')}`] : []),
    ...(level ? [`intervals hold together at ${formatNumber(100 * level)} %`] : []),
    ...(on.blockLength > 1
      ? [`resampled in blocks of ${formatNumber(Math.round(on.blockLength))} rows`]
      : []),
  ].join('; ');
}

export function otherMetrics({ rows, metric }: Comparison): string[] {
  // A square says nothing that its root does not.
  return [...new Set(rows.flatMap(row => Object.keys(row.metrics)))].filter(
    name => name !== metric && name !== 'mse',
  );
}

/** With another kind of model come other keys and other defaults: of those the kind says enough. */
export function parametersText({ parameters }: ComparedBranch): string {
  const kinds = parameters['model.kind'];
  const isDefault = (name: string, value: unknown, kind: unknown) =>
    value === null || value === defaultOf(String(kind), name.slice('model.'.length));
  const saidByKind = (name: string, [before, now]: [unknown, unknown]) =>
    kinds !== undefined && isDefault(name, before, kinds[0]) && isDefault(name, now, kinds[1]);
  return Object.entries(parameters)
    .filter(([name, values]) => name === 'model.kind' || !saidByKind(name, values))
    .map(
      ([name, [, now]]) =>
        `${name.replace(/^model\./, '')}=${typeof now === 'object' ? JSON.stringify(now) : now}`,
    )
    .join(', ');
}
