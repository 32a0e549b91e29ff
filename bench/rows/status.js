import { spread, timeOnce } from '../measure.js';
import { addDailyUpdates, makeHourlyProject } from '../projects/daily-updates.js';
import { BINARY } from '../projects/sandbox.js';
import { addBranches } from '../projects/thousand-branches.js';

const SECONDS = 0.4;

/** `mv status` of branches that stand at as many commits of ten years of daily data, each trained on all files there. */
export async function measureStatus({ sandbox, branches = 1000, days = 3650, runs = 9 }) {
  const { directory, data } = makeHourlyProject(sandbox, 'rides');
  addDailyUpdates(sandbox, data, days);
  sandbox.gitModel(['retrain', 'prod', '--as', 'newest', '--quiet'], { cwd: directory });
  const pins = sandbox.git(['--git-dir', data, 'rev-list', `--max-count=${branches}`, 'main']).split('\n');
  await addBranches(sandbox, directory, { from: 'newest', count: branches, pins });
  const look = () =>
    timeOnce({ args: [BINARY, 'status', '--json'], cwd: directory, env: sandbox.environment });
  look();
  const ours = spread(Array.from({ length: runs }, look));
  return [
    {
      name: `mv status, ${branches.toLocaleString('en')} branches, ${days.toLocaleString('en')} commits of data`,
      ours,
      limit: { what: 'seconds', most: SECONDS },
      passed: ours.median <= SECONDS * 1000,
    },
  ];
}
