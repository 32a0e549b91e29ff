// The main job on real data, in a new folder: the daily weather of Seattle from 2012 to 2015 (1,461 days, from the
// package vega-datasets). Every line that begins with $ is a command a person would type; what follows it is its output.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const binary = path.join(root, 'bin/git-model.js');
const data = path.join(root, 'node_modules/vega-datasets/data/seattle-weather.csv');
const folder = mkdtempSync(path.join(tmpdir(), 'git-model-tour-'));
const project = path.join(folder, 'seattle');
const bold = text => (process.stdout.isTTY && !process.env['NO_COLOR'] ? `\u001b[1m${text}\u001b[22m` : text);

// A machine on which nobody has told Git their name yet: the tour brings one, for itself alone.
const nobody = spawnSync('git', ['var', 'GIT_COMMITTER_IDENT'], { cwd: folder }).status !== 0;
const visitor = nobody
  ? {
      GIT_AUTHOR_NAME: 'A visitor',
      GIT_AUTHOR_EMAIL: 'visitor@example.org',
      GIT_COMMITTER_NAME: 'A visitor',
      GIT_COMMITTER_EMAIL: 'visitor@example.org',
    }
  : {};
const clock = performance.now();

say(`The tour happens in ${folder}`);
say('How warm did a day in Seattle get, given the rest of its record? First a project with a model.');
mv(folder, 'init', 'seattle', '--data', data, '--target', 'temp_max', '--time', 'date');

say(
  'An experiment is a branch. This one tells the model where in the year a day is, as a point on a circle.',
);
mv(project, 'experiment', 'season');
const features = path.join(project, 'src/features.js');
const code = readFileSync(features, 'utf8').replace(
  'return { ...row };',
  'const turn = (2 * Math.PI * row.date.getTime()) / (365.2425 * 24 * 3600 * 1000);\n  return { ...row, winter: Math.cos(turn), spring: Math.sin(turn) };',
);
writeFileSync(features, code);
show('git', project, 'diff', '--stat');
mv(project, 'train');

say('Another one changes a setting of mv.yaml, on top of the first.');
mv(project, 'experiment', 'smoother', '--from', 'season', '--set', 'model.min_samples_leaf=5');
mv(project, 'train');

say('Which is better?');
mv(project, 'compare');
say('The best one goes to production: one merge commit that carries the whole model.');
mv(project, 'promote', 'smoother', 'prod');
mv(project, 'history');
show('git', project, 'log', '--graph', '--oneline', '--all');

say(`Done in ${((performance.now() - clock) / 1000).toFixed(1)} s. Look around, and go on from there:`);
process.stdout.write(`
  cd ${project}
  alias mv='${process.execPath} ${binary}'     # here only: an installed git-model brings mv and git model
  mv status
  mv experiment yours && $EDITOR src/features.js && mv train && mv compare
  mv rollback prod
`);
if (nobody) {
  process.stdout.write(
    `  git config user.name "Your Name" && git config user.email you@example.org     # before you commit\n`,
  );
}

function mv(directory, ...words) {
  run(`mv ${words.map(quote).join(' ')}`, process.execPath, [binary, ...words], directory);
}

function show(program, directory, ...words) {
  run(`${program} ${words.join(' ')}`, program, ['--no-pager', ...words], directory);
}

function run(title, program, args, directory) {
  process.stdout.write(`\n${bold(`$ ${title}`)}\n`);
  const { status } = spawnSync(program, args, {
    cwd: directory,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...visitor, GIT_PAGER: 'cat' },
  });
  if (status === 0) return;
  process.stderr.write(`\nthat ended with exit code ${status}\n`);
  process.exit(1);
}

function say(text) {
  process.stdout.write(`\n${text}\n`);
}

/** Long paths to the data are shortened to the file's name: the reader would type theirs. */
function quote(word) {
  return word === data ? path.basename(word) : word;
}
