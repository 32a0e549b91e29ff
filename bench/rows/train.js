import { fileURLToPath } from 'node:url';
import { measurePairs } from '../measure.js';
import { BINARY } from '../projects/sandbox.js';
import { ratioRow } from './version.js';

const FLOOR = fileURLToPath(new URL('../floors/train.js', import.meta.url));
const SECONDS = 0.2;

/** `mv train` on a fresh branch of the project at `directory`: it looks, and finds nothing to do. */
export function measureNothingToTrain({ sandbox, directory: cwd, pairs = 20 }) {
  sandbox.gitModel(['experiment', 'fresh', '--quiet'], { cwd });
  const env = sandbox.environment;
  const ours = { args: [BINARY, 'train'], cwd, env };
  const measured = measurePairs({ ours, floor: { args: [FLOOR, cwd], cwd, env }, pairs });
  return [
    {
      name: 'mv train, nothing to do',
      floor: 'the Git calls alone',
      ...ratioRow(measured, Number.POSITIVE_INFINITY),
      limit: { what: 'seconds', most: SECONDS },
      passed: measured.ours.median <= SECONDS * 1000,
    },
  ];
}
