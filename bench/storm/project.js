// Two environments that are served, branches that are released to them in turn, and the rows that are asked.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * In a new project of `day`, `temp` and `weather`: the environment `canary` beside `prod`, both with a release to go
 * back to, the branch `plain` whose features are the columns, and `coded`, whose features need a process.
 * @param {{ directory: string, git: (...args: string[]) => unknown, gitModel: (...args: string[]) => unknown, trees: number }} project
 */
export async function makeStormProject({ directory, git, gitModel, trees }) {
  const edit = (file, from, to) => {
    const place = path.join(directory, file);
    writeFileSync(place, readFileSync(place, 'utf8').replace(from, to));
  };
  edit('mv.yaml', 'environments: [prod]', 'environments: [prod, canary]');
  // Every line is to be there at the end, to be counted.
  edit('mv.yaml', 'privacy:\n', 'privacy:\n  keep_megabytes: 4096\n');
  await git('commit', '--quiet', '--all', '--message', 'Release to a canary, too');
  await gitModel('experiment', 'first', '--from', 'prod', '--set', `model.trees=${trees}`);
  await gitModel('train');
  await gitModel('promote', 'first', 'prod');
  await git('branch', 'canary', 'prod');
  await gitModel('experiment', 'plain', '--from', 'prod', '--set', `model.trees=${trees + 1}`);
  await gitModel('train');
  await gitModel('experiment', 'coded', '--from', 'prod');
  edit('src/features.js', 'return { ...row };', 'return { ...row, twice: 2 * row.temp };');
  await gitModel('train');
  await git('switch', '--quiet', '--create', 'elsewhere');
}

/** `count` promotions and rollbacks, on both environments in turn. */
export function stormMoves(count) {
  const round = [
    ['promote', 'coded', 'prod'],
    ['promote', 'plain', 'canary'],
    ['rollback', 'prod'],
    ['rollback', 'canary'],
    ['promote', 'plain', 'prod'],
    ['promote', 'coded', 'canary'],
    ['rollback', 'canary'],
    ['rollback', 'prod'],
  ];
  return Array.from({ length: count }, (_, at) => round[at % round.length]);
}

export const STORM = {
  project: 'shop',
  arms: ['prod=60', 'canary=40'],
  columns: [
    { name: 'day', datatype: 'BYTES' },
    { name: 'temp', datatype: 'FP64' },
    { name: 'weather', datatype: 'BYTES' },
  ],
  rows: Array.from({ length: 200 }, (_, at) => [
    `2024-${String(1 + (at % 12)).padStart(2, '0')}-${10 + (at % 18)}`,
    (at * 7) % 25,
    ['sun', 'rain', 'fog'][at % 3],
  ]),
};
