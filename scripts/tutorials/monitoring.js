// Three models in use: bike rentals week by week, the air of another year, and orders with names written otherwise.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { groupRows, rowsOf } from './story.js';

const DAY = 24 * 3600 * 1000;
/** Weeks of 2011 and 2012 that are watched. */
const WEEKS = 18;

export function tellMonitoring(story, data) {
  watchBikes(story, path.join(data, 'bike-sharing/hour.csv'));
  watchAir(story, path.join(data, 'india-aqi'));
  watchOrders(story, path.join(data, 'wholesale-retail-orders/orders.csv'));
}

function watchBikes(story, file) {
  const { header, rows } = rowsOf(readFileSync(file, 'utf8'));
  const first = Date.parse('2011-10-01');
  const weekOf = row => Math.floor((Date.parse(row.split(',')[1]) - first) / (7 * DAY));
  const weeks = groupRows(rows, row => Math.max(-1, weekOf(row)));
  const nameOf = week => new Date(first + 7 * DAY * week).toISOString().slice(0, 10);
  const write = (name, own) => story.write(`${name}.csv`, `${[header, ...own].join('\n')}\n`);
  write('january-to-september', weeks.get(-1));
  for (let week = 0; week < WEEKS; week++) write(nameOf(week), weeks.get(week));

  story.say('January to September 2011');
  story.mv([
    ...['init', 'bikes', '--data', 'january-to-september.csv', '--target', 'cnt', '--time', 'dteday'],
    ...['--exclude', 'instant,casual,registered', '--set', 'model.kind=gradient-boosting'],
    ...['--set', 'model.trees=50', '--set', 'model.learning_rate=0.2'],
  ]);
  story.enter('bikes');

  story.say('Week by week');
  const seen = [];
  for (let week = 0; week < WEEKS; week++) {
    const name = nameOf(week);
    const words = ['monitor', 'prod', '--data', `../${name}.csv`];
    if (week === 0) story.mv(words);
    seen.push(weekSeen(name, story.document([...words, '--json'])));
  }
  story.table(
    ['week', 'drift', 'rmse', 'weeks', 'bound', 'decay', 'mean difference'],
    seen.map(each => [
      ...[each.name, each.columns, each.rmse, each.windows, each.bound],
      ...[each.decay ? 'decay' : '-', each.difference.toFixed(2)],
    ]),
  );
  // What was judged and written down is the same a second time.
  story.mv(['monitor', 'prod', '--data', `../${seen.find(({ decay }) => decay).name}.csv`]);
  story.mv(['status']);
  story.mv(['history']);

  story.say('What each policy would have said');
  const policies = {
    drift: each => each.drift,
    decay: each => each.decay,
    'drift and decay': each => each.drift && each.decay,
    'schedule: 30d': (_, week) => Math.floor((7 * (week + 1)) / 30) > Math.floor((7 * week) / 30),
    'relative_mean_difference: 0.1': each => each.difference > 0.1,
  };
  story.table(
    ['policy', 'weeks that say retrain', 'first'],
    Object.entries(policies).map(([name, says]) => {
      const said = seen.filter(says);
      return [name, said.length, said[0]?.name ?? 'never'];
    }),
  );
}

function weekSeen(name, { drift, performance, relativeMeanDifference }) {
  const drifted = drift.columns.filter(({ verdict }) => verdict === 'drift').map(({ column }) => column);
  const { value, low, high, windows } = performance;
  return {
    name,
    drift: drift.verdict === 'drift',
    columns: drifted.join(', ') || (drift.verdict === 'none' ? '-' : 'too few rows'),
    rmse: value.toFixed(1),
    bound: `${low.toFixed(1)} to ${high.toFixed(1)}`,
    windows,
    decay: performance.verdict === 'decay',
    difference: relativeMeanDifference.value,
  };
}

function watchAir(story, folder) {
  story.enter('.');
  for (const [name, file] of [
    ['2024-05', 'aqi_2024-05-07T00.csv'],
    ['2025-09', 'aqi_2025-09-04T21.csv'],
  ])
    story.write(`${name}.csv`, readFileSync(path.join(folder, file), 'utf8'));
  story.say('The air of May 2024, and of September 2025');
  story.mv([
    ...['init', 'air', '--data', '2024-05.csv', '--target', 'pollutant_avg'],
    ...['--exclude', 'country,last_update,pollutant_min,pollutant_max', '--set', 'model.trees=20'],
    ...['--set', 'privacy.others=keep'],
  ]);
  story.enter('air');
  story.mv(['monitor', 'prod', '--data', '../2025-09.csv']);
}

function watchOrders(story, file) {
  story.enter('.');
  const { header, rows } = rowsOf(readFileSync(file, 'utf8'));
  const months = groupRows(rows, row => row.split(',')[2].slice(3));
  const titled = row =>
    row.replace(
      /^(\d+),(\w)(\w*),/,
      (_, id, one, rest) => `${id},${one.toUpperCase()}${rest.toLowerCase()},`,
    );
  story.write('january.csv', `${[header, ...months.get('Jan-17').map(titled)].join('\n')}\n`);
  story.write('february.csv', `${[header, ...months.get('Feb-17')].join('\n')}\n`);
  story.say('Orders whose status is written otherwise');
  story.mv([
    ...['init', 'orders', '--data', 'january.csv', '--target', 'Total Retail Price for This Order'],
    ...['--time', 'Date Order was placed', '--exclude', 'Customer ID,Order ID,Product ID,Delivery Date'],
    ...['--set', 'model.trees=20'],
  ]);
  story.enter('orders');
  story.mv(['monitor', 'prod', '--data', '../february.csv']);
}
