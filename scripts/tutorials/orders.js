// Orders of a wholesaler, one file a day: how long does a delivery take? And what if nothing says so?

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { groupRows, rowsOf } from './story.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY = 24 * 3600 * 1000;

export function tellOrders(story, data) {
  const { header, rows } = rowsOf(readFileSync(path.join(data, 'orders.csv'), 'utf8'));
  const days = groupRows(rows, row => isoDate(row.split(',')[2]));
  const january = [...days].filter(([date]) => date < '2017-02').flatMap(([, rows]) => rows);
  write(story, header, '2017-01', january);
  const week = [...days.keys()].filter(date => date >= '2017-02' && date <= '2017-02-07');
  for (const date of week) write(story, header, date, days.get(date));
  // An export that overlaps the one before, and one of a spreadsheet that separates by semicolons.
  write(story, header, '2017-02-03', [...days.get('2017-02-02'), ...days.get('2017-02-03')]);
  story.write('2017-02-04.csv', story.read('2017-02-04.csv').replaceAll(',', ';'));

  story.say('January');
  story.mv([
    ...['init', 'deliveries', '--data', '2017-01.csv', '--target', 'Days', '--time', 'Date Order was placed'],
    ...['--exclude', 'Delivery Date,Order ID,Customer ID,Product ID', '--set', 'data.key=[Order ID]'],
    ...['--set', 'model.kind=gradient-boosting'],
  ]);
  story.enter('deliveries');
  story.write(
    'mv.yaml',
    `${story.read('mv.yaml')}\ngates:\n  prod:\n    learned: { kind: better-than-baseline, metric: rmse }\n`,
  );
  story.git('commit', '--quiet', '--all', '--message', 'A gate of prod');

  story.say('One spelling');
  story.mv(['experiment', 'one-spelling']);
  const code = story.read('src/features.js');
  const status = "'Customer Status': row['Customer Status']?.toLowerCase() ?? null";
  story.write('src/features.js', code.replace('return { ...row };', `return { ...row, ${status} };`));
  story.mv(['train']);

  story.say('A week, day by day');
  for (const date of week) story.mv(['ingest', `../${date}.csv`, '--date', date]);
  story.mv(['ingest', '../2017-02-07.csv', '--date', '2017-02-08']);

  story.say('Trained again, and refused');
  story.mv(['retrain', 'one-spelling']);
  story.mv(['compare', 'prod', 'one-spelling', '--on', 'one-spelling']);
  story.mv(['promote', 'one-spelling', 'prod'], [3]);
  story.mv(['reproduce', 'one-spelling']);
}

/** Orders with one more column: how many days the delivery took. */
function write(story, header, name, rows) {
  const counted = rows.map(row => {
    const [, , placed, delivered] = row.split(',');
    return `${row},${(Date.parse(isoDate(delivered)) - Date.parse(isoDate(placed))) / DAY}`;
  });
  // The byte-order mark that the publisher's file begins with stays.
  story.write(`${name}.csv`, `\uFEFF${[`${header},Days`, ...counted].join('\n')}\n`);
}

/** `01-Feb-17` as `2017-02-01`. */
function isoDate(text) {
  const [day, month, year] = text.split('-');
  return `20${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}`;
}
