// Why a column is judged as it is, in words with their numbers.

import { dependenceTime } from '../dependence.ts';
import type { CategoryProfile } from '../profile-categories.ts';
import type { NumberProfile } from '../profile-numbers.ts';
import type { Compared } from './compare-cells.ts';
import type { CategoryCounts } from './count-categories.ts';
import type { NumberCounts } from './count-numbers.ts';
import type { EffectiveRows } from './effective-rows.ts';
import { reportedStatistics } from './reported-statistics.ts';

type Judged = {
  pair:
    | { type: 'numeric'; profile: NumberProfile; batch: NumberCounts }
    | { type: 'categorical'; profile: CategoryProfile; batch: CategoryCounts }
    | null;
  rows: EffectiveRows;
  statistic: string;
  compared: Compared | null;
  verdict: 'drift' | 'none' | 'too-few-rows';
  detectable: number | null;
  unreadable: { cells: number; first: string } | null;
};

/** What a single cell held stands behind it: that is told, and not written down. */
export const FIRST_CELL = '; the first: ';

/** Empty for a column of which there is nothing to say. */
export function reasonsOf(judged: Judged): string[] {
  const { verdict, statistic, unreadable } = judged;
  const reasons: string[] = [];
  if (verdict === 'drift') reasons.push(statistic === 'gone' ? 'the column is gone' : whatChanged(judged));
  if (verdict === 'too-few-rows') reasons.push(whyTooFew(judged));
  const unseen = unseenText(judged);
  if (unseen !== null && !reasons.includes(unseen)) reasons.push(unseen);
  if (unreadable !== null)
    reasons.push(
      `${unreadable.cells} ${unreadable.cells === 1 ? 'value is' : 'values are'} of another type and counted as missing${FIRST_CELL}${unreadable.first}`,
    );
  return reasons;
}

function whyTooFew({ pair, rows, detectable }: Judged): string {
  if (pair === null || pair.batch.rows === 0) return 'there are no rows';
  const { profile, batch } = pair;
  if (batch.rows === batch.missing) return 'every value is missing';
  if (profile.count === profile.missing) return 'the reference has no value';
  const known = batch.rows - batch.missing;
  const time = dependenceTime(profile.dependence, known);
  if (time === null)
    return `the reference is too short for how slowly the column moves: ${shown(profile.dependence.time)} rows or more tell as much as one`;
  const worth = time > 1 ? `, worth ${shown(rows.batch)} independent ones` : '';
  const least =
    detectable === null ? '' : `: a shift below ${shown(detectable)} sd would most likely be missed`;
  return `${known} ${known === 1 ? 'row' : 'rows'}${worth}${least}`;
}

function whatChanged({ pair, statistic, compared }: Judged): string {
  if (pair === null) return 'the column is gone';
  const told = reportedStatistics(pair);
  if (statistic === 'missing-share')
    return `${percent(told.missing!.batch)} of the rows have no value, ${percent(told.missing!.reference)} in the reference`;
  if (pair.type === 'categorical') return categoryChanged(pair.profile, pair.batch, statistic, compared);
  const { mean, std, outOfRange } = told;
  if (statistic === 'location')
    return `values are ${told.shift! >= 0 ? 'higher' : 'lower'}: mean ${shown(mean!.batch)}, ${shown(mean!.reference)} in the reference${told.shift === null ? '' : ` (${shown(told.shift!)} sd)`}`;
  if (statistic === 'shape' && std!.batch === null)
    return `the one value is ${shown(mean!.batch)}, mean ${shown(mean!.reference)} in the reference`;
  if (statistic === 'shape')
    return `values are spread otherwise: standard deviation ${shown(std!.batch)}, ${shown(std!.reference)} in the reference`;
  if (outOfRange! > 0 && isOuter(pair.batch, compared))
    return `${percent(outOfRange!)} of the values are out of the range of the reference, ${shown(pair.profile.min)} to ${shown(pair.profile.max)}`;
  return `values gather where few were: ${cellText(pair.profile, pair.batch, compared)}`;
}

function isOuter(batch: NumberCounts, compared: Compared | null): boolean {
  const cell = compared?.signal.cell;
  return cell === 0 || cell === batch.cells.length + 1;
}

function cellText(profile: NumberProfile, batch: NumberCounts, compared: Compared | null): string {
  const cell = (compared?.signal.cell ?? 1) - 1;
  const rows = percent(batch.cells[cell] / (batch.rows - batch.missing));
  const { cells, count, missing } = profile;
  if (cells.kind === 'values') {
    const place = cell >> 1;
    if (cell % 2 === 1)
      return `${rows} between ${shown(cells.values[place])} and ${shown(cells.values[place + 1])}`;
    return `${rows} are ${shown(cells.values[place])}, ${percent(cells.counts[place] / (count - missing))} in the reference`;
  }
  const low = cell === 0 ? profile.min : cells.edges[cell - 1];
  const high = cells.edges[cell] ?? profile.max;
  return `${rows} above ${shown(low)} up to ${shown(high)}, ${percent(cells.counts[cell] / (count - missing))} in the reference`;
}

function categoryChanged(
  profile: CategoryProfile,
  batch: CategoryCounts,
  statistic: string,
  compared: Compared | null,
): string {
  const cell = compared?.signal.cell;
  const unseen = unseenText({ pair: { type: 'categorical', profile, batch } });
  const isNew =
    statistic === 'unseen' || (statistic === 'cell' && cell !== undefined && cell >= profile.top.length);
  if (isNew && unseen !== null) return unseen;
  if (profile.top.length === 0) return 'the categories are mixed otherwise';
  const [category, count, was] = mostMoved(profile, batch);
  return `the categories are mixed otherwise: ${JSON.stringify(category)} ${percent(count)}, ${percent(was)} in the reference`;
}

function unseenText({ pair }: Pick<Judged, 'pair'>): string | null {
  if (pair?.type !== 'categorical') return null;
  const { unseen } = reportedStatistics(pair);
  if (!unseen || unseen.share === 0) return null;
  const names = unseen.categories.map(([category]) => JSON.stringify(category)).join(', ');
  return `${percent(unseen.share)} of the values are categories that the reference lacks: ${names}`;
}

/** The listed category whose share differs most. */
function mostMoved(profile: CategoryProfile, batch: CategoryCounts): [string, number, number] {
  const known = { reference: profile.count - profile.missing, batch: batch.rows - batch.missing };
  let found: [string, number, number] = ['', 0, 0];
  profile.top.forEach(([category, count], place) => {
    const [now, was] = [batch.top[place] / known.batch, count / known.reference];
    if (Math.abs(now - was) > Math.abs(found[1] - found[2])) found = [category, now, was];
  });
  return found;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.001 ? 2 : 1)} %`;
}

function shown(value: number | null): string {
  return value === null ? 'nothing' : String(Number(value.toPrecision(3)));
}
