import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { spread } from '../measure.js';

const HOURS = fileURLToPath(new URL('../../../shared/data/bike-sharing/hour.csv', import.meta.url));
const WEATHER = fileURLToPath(
  new URL('../../node_modules/vega-datasets/data/seattle-weather.csv', import.meta.url),
);
const SECONDS = 0.5;

const BIKES = {
  name: 'hour.csv',
  file: HOURS,
  options: ['--target', 'cnt', '--time', 'dteday', '--exclude', 'instant,casual,registered'],
};
const SEATTLE = {
  name: 'seattle-weather.csv',
  file: WEATHER,
  options: ['--target', 'weather', '--time', 'date'],
};

/** What `mv init` and `mv train` take beside fitting, on real data. Gives the last project, for further rows. */
export function measureOverhead({ sandbox, runs = 3 }) {
  const data = existsSync(HOURS) ? BIKES : SEATTLE;
  const taken = { init: [], train: [] };
  let directory = '';
  for (let run = 0; run < runs; run++) {
    const name = `run-${run}`;
    const init = timed(sandbox, ['init', name, '--data', data.file, ...data.options, '--json']);
    taken.init.push(outsideFitting(init));
    directory = path.join(sandbox.root, name);
    sandbox.gitModel(['experiment', 'other', '--set', 'training.seed=7', '--quiet'], { cwd: directory });
    const train = timed(sandbox, ['train', '--json'], directory);
    taken.train.push(outsideFitting(train));
  }
  const note = data === BIKES ? undefined : 'on seattle-weather.csv: hour.csv is not here';
  const row = (name, values) => {
    const outside = spread(values);
    return {
      name: `mv ${name} on ${data.name}, outside fitting`,
      ours: outside,
      limit: { what: 'seconds', most: SECONDS },
      passed: outside.median <= SECONDS * 1000,
      note,
    };
  };
  return { rows: [row('init', taken.init), row('train', taken.train)], directory };
}

function timed(sandbox, args, cwd) {
  const started = performance.now();
  const document = JSON.parse(sandbox.gitModel(args, { cwd }));
  return { milliseconds: performance.now() - started, document };
}

/** The committed model is one fit, the smaller one for calibration another. */
function outsideFitting({ milliseconds, document: { seconds } }) {
  return milliseconds - 1000 * (seconds.fit + seconds.calibrate);
}
