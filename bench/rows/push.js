import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measurePairs } from '../measure.js';
import { BINARY } from '../projects/sandbox.js';
import { ratioRow } from './version.js';

const FLOOR = fileURLToPath(new URL('../floors/push.js', import.meta.url));

/** `mv push` of a commit that changes one file, to a folder, against `git push --recurse-submodules=on-demand`. */
export async function measurePush({ sandbox, pairs = 15 }) {
  const rows = ['day,temp,sales', ...Array.from({ length: 60 }, (_, i) => `${dayOf(i)},${i},${3 * i}`)];
  writeFileSync(path.join(sandbox.root, 'sales.csv'), `${rows.join('\n')}\n`);
  const words = ['--data', 'sales.csv', '--target', 'sales', '--time', 'day', '--set', 'model.trees=3'];
  sandbox.gitModel(['init', 'shop', ...words, '--quiet']);
  const cwd = path.join(sandbox.root, 'shop');
  for (const name of ['shop.git', 'shop-data.git'])
    sandbox.git(['init', '--quiet', '--bare', path.join(sandbox.root, 'hub', name)]);
  sandbox.git(['remote', 'add', 'origin', path.join(sandbox.root, 'hub', 'shop.git')], { cwd });
  sandbox.gitModel(['push', '--quiet'], { cwd });
  let changes = 0;
  const change = () => {
    writeFileSync(path.join(cwd, 'NOTES.md'), `change ${changes++}\n`);
    sandbox.git(['add', 'NOTES.md'], { cwd });
    sandbox.git(['commit', '--quiet', '--message', 'One more line'], { cwd });
  };
  const env = sandbox.environment;
  const ours = { args: [BINARY, 'push', '--json'], cwd, env, before: change };
  const floor = { args: [FLOOR, cwd], cwd, env, before: change };
  return [
    {
      name: 'mv push, one file changed',
      floor: 'git push, on-demand',
      ...ratioRow(measurePairs({ ours, floor, pairs }), 1.5),
    },
  ];
}

function dayOf(index) {
  return new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);
}
