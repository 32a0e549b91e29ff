import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { spread, timeOnce } from '../measure.js';
import { peersFolder } from '../peers/folder.js';
import { makeDvcExperiments } from '../projects/dvc-experiments.js';

/** DVC doing the like, where bench/peers/install.sh has put it: for the eye, no limit hangs on it. */
export function measureDvc({ sandbox, experiments = 1000 }) {
  const program = path.join(peersFolder(), 'venv/bin/dvc');
  const names = [
    `dvc exp show --json, ${experiments.toLocaleString('en')} experiments, cold`,
    'the same, warm',
    'dvc repro, nothing to do',
    'dvc exp run, nothing to do',
  ];
  if (!existsSync(program)) {
    return names.map(name => ({
      name,
      skipped: 'DVC is not installed: bench/peers/install.sh',
      passed: null,
    }));
  }
  const cwd = makeDvcExperiments(sandbox, program, experiments);
  const env = { ...sandbox.environment, DVC_NO_ANALYTICS: '1' };
  const time = (args, before) => timeOnce({ program, args, cwd, env, before });
  const show = ['exp', 'show', '--json'];
  const forget = () => rmSync(path.join(cwd, '.dvc/tmp'), { recursive: true, force: true });
  const times = [
    [time(show, forget)],
    several(() => time(show)),
    several(() => time(['repro', '--quiet'])),
    several(() => time(['exp', 'run', '--quiet'])),
  ];
  return names.map((name, i) => ({ name, ours: spread(times[i]), limit: null, passed: null }));
}

function several(time) {
  return [time(), time(), time()];
}
