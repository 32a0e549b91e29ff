import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { measurePairs } from '../measure.js';
import { makeLargeProject, removeModel } from '../projects/large-project.js';
import { BINARY } from '../projects/sandbox.js';
import { ratioRow } from './version.js';

const FLOOR = fileURLToPath(new URL('../floors/promote.js', import.meta.url));

/** `mv promote` of a 1 GB model among 10,000 files against the three Git calls; then again with the model's blob gone. */
export async function measurePromote({ sandbox, pairs = 15, modelBytes = 2 ** 30 }) {
  const project = await makeLargeProject(sandbox, { modelBytes });
  const { directory: cwd, environment } = project;
  const env = sandbox.environment;
  const before = () => sandbox.git(['update-ref', 'refs/heads/prod', environment], { cwd });
  const ours = { args: [BINARY, 'promote', 'feature', 'prod', '--json'], cwd, env, before };
  const floor = { args: [FLOOR, cwd, 'prod', 'feature'], cwd, env, before };
  const measured = measurePairs({ ours, floor, pairs });
  before();
  removeModel(project);
  const without = spawnSync(process.execPath, ours.args, { cwd, env, encoding: 'utf8' });
  return [
    {
      name: 'mv promote, 1 GB model, 10,000 files',
      floor: 'merge-tree, commit-tree, update-ref',
      ...ratioRow(measured, 1.5),
    },
    {
      name: 'mv promote, the blob of the model missing',
      value: { amount: without.status, unit: 'exit code' },
      limit: { what: 'exit code', most: 0 },
      passed: without.status === 0,
      note: without.status === 0 ? 'no byte of it is read' : without.stderr.trim(),
    },
  ];
}
