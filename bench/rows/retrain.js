import { spread } from '../measure.js';
import { addDailyUpdates, makeHourlyProject } from '../projects/daily-updates.js';

const SECONDS = 0.7;

/** What `mv retrain` takes beside fitting where the data came in 3,650 updates, of a branch that nobody has checked out. */
export function measureRetrain({ sandbox, days = 3650, runs = 5 }) {
  const { directory, data } = makeHourlyProject(sandbox, 'rides');
  addDailyUpdates(sandbox, data, days);
  const values = [];
  for (let run = 0; run <= runs; run++) {
    const started = performance.now();
    const words = ['retrain', 'prod', '--as', `run-${run}`, '--json'];
    const { seconds } = JSON.parse(sandbox.gitModel(words, { cwd: directory }));
    const fitting = 1000 * (seconds.fit + seconds.calibrate);
    // The first fills the caches of the disk.
    if (run > 0) values.push(performance.now() - started - fitting);
  }
  const outside = spread(values);
  return [
    {
      name: `mv retrain on ${days.toLocaleString('en')} updates, outside fitting`,
      ours: outside,
      limit: { what: 'seconds', most: SECONDS },
      passed: outside.median <= SECONDS * 1000,
    },
  ];
}
