// Two years of a bike rental, hour by hour: a model of 2011, and twelve months that it has not seen.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { groupRows, rowsOf } from './story.js';

const GATES = `
gates:
  prod:
    learned: { kind: better-than-baseline, metric: rmse }
    useful: { kind: metric, metric: r2_score, at_least: 0.5 }
    no-worse: { kind: not-worse, metric: rmse, by: 10% }
    small: { kind: size, megabytes: 1 }
`;

export function tellBikeSharing(story, data) {
  const { header, rows } = rowsOf(readFileSync(path.join(data, 'hour.csv'), 'utf8'));
  const parts = groupRows(rows, row => {
    const date = row.split(',')[1];
    return date < '2012' ? '2011' : date.slice(0, 7);
  });
  for (const [part, rows] of parts) story.write(`${part}.csv`, `${[header, ...rows].join('\n')}\n`);

  story.say('A model of 2011');
  story.mv([
    ...['init', 'bikes', '--data', '2011.csv', '--target', 'cnt', '--time', 'dteday'],
    ...['--exclude', 'instant,casual,registered'],
    ...['--set', 'model.kind=gradient-boosting', '--set', 'validation.fraction=0.15'],
    ...['--set', 'model.trees=50', '--set', 'model.learning_rate=0.2'],
  ]);
  story.enter('bikes');
  story.write('mv.yaml', story.read('mv.yaml') + GATES);
  story.git('commit', '--quiet', '--all', '--message', 'Gates of prod');
  story.git('branch', 'of-2011');

  const months = [];
  for (const month of [...parts.keys()].slice(1)) {
    story.say(month);
    const before = foreseen(story, month);
    story.mv(['ingest', `../${month}.csv`, '--date', `${month}-28`]);
    story.mv(['retrain', 'prod', '--as', month]);
    if (month === '2012-01') story.mv(['compare', 'prod', month]);
    const { stdout: compared } = story.mv(['compare', 'prod', month, '--on', month]);
    const refused = story.mv(['promote', month, 'prod'], [0, 3]).exitCode === 3;
    if (month === '2012-09') forget(story, month);
    const recorded = JSON.parse(story.committed(month, 'metrics/model.json'));
    months.push([
      ...[month, before.counted, before.predicted, before.rmse, before.within],
      ...[recorded.rmse.toFixed(1), verdictOf(compared, month), refused ? 'refused' : 'promoted'],
    ]);
  }

  story.say('The year');
  story.table(['month', 'counted', 'predicted', 'rmse', 'in range', 'retrained', 'verdict', 'gates'], months);
  story.mv(['history']);

  story.say('Made again, from their provenance alone');
  // One that the gates refused, two that forget, and the newest.
  for (const branch of ['2012-01', 'last-year', 'fading', '2012-12']) story.mv(['reproduce', branch]);
}

/** What the released model says of a month that it has not seen, held against what was counted. */
function foreseen(story, month) {
  story.mv(['predict', 'prod', `../${month}.csv`, '--intervals', '--output', `../predicted-${month}.csv`]);
  const { header, rows } = rowsOf(story.read(`../predicted-${month}.csv`));
  const columns = header.split(',');
  const values = rows.map(row => row.split(','));
  const [counted, predicted, low, high] = ['cnt', 'prediction', 'prediction_low', 'prediction_high'].map(
    name => values.map(row => Number(row[columns.indexOf(name)])),
  );
  const mean = numbers => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  return {
    counted: mean(counted).toFixed(0),
    predicted: mean(predicted).toFixed(0),
    rmse: Math.sqrt(mean(counted.map((count, i) => (count - predicted[i]) ** 2))).toFixed(1),
    within: `${(100 * mean(counted.map((count, i) => (low[i] <= count && count <= high[i] ? 1 : 0)))).toFixed(0)} %`,
  };
}

/** Two ways to forget, beside the model that forgets nothing and the one that learned nothing new. */
function forget(story, month) {
  story.mv(['retrain', month, '--as', 'last-year', '--window', 'last-365-days']);
  story.mv(['retrain', month, '--as', 'fading', '--half-life', '90d']);
  story.mv(['compare', month, 'last-year', 'fading', 'of-2011', '--baseline', month, '--on', month]);
}

/** The verdict on a branch, read off the table of compare --on. */
function verdictOf(table, branch) {
  const line = table.split('\n').find(line => line.startsWith(`${branch} `)) ?? '';
  return /\b(better|worse|withheld|no-difference|not-comparable)\b/.exec(line)?.[0] ?? '';
}
