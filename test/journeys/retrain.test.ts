// `retrain`: a branch goes to newer data, and is trained there.

import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, type Project, salesCsv } from '../support/project.ts';

/** Days `from` to `to` of the sales. */
function daysCsv(from: number, to: number): string {
  const [header, ...lines] = salesCsv(to).trimEnd().split('\n');
  return `${[header, ...lines.slice(from)].join('\n')}\n`;
}

async function ingest(project: Project, from: number, to: number): Promise<string> {
  const ran = await project.mv(['ingest', '-', '--date', '2024-05-30', '--json'], {
    input: daysCsv(from, to),
  });
  if (ran.exitCode !== 0) throw new Error(ran.stdout);
  return ran.document().data.after;
}

const CLOCK = { SOURCE_DATE_EPOCH: '1717200000' };

test('an environment is left alone: its model on newer data stands on a dated branch, whose release is a retrain', async () => {
  const project = await makeProject();
  const prod = await project.git('rev-parse', 'prod');
  const pin = await project.git('rev-parse', 'prod:data');
  const newest = await ingest(project, 120, 150);
  const ran = await project.mv(['retrain', 'prod', '--json'], { env: CLOCK });
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  const made = ran.document();
  // 1717200000 is 2024-06-01T00:00:00Z.
  assert.equal([made.branch, made.trained], ['prod-2024-06-01', true]);
  assert.equal(made.data, { before: pin, after: newest, rows: 150 });
  assert.is(await project.git('rev-parse', 'prod'), prod);
  assert.is(await project.git('rev-parse', 'prod-2024-06-01'), made.commit);
  assert.is(await project.git('rev-parse', `${made.commit}^`), prod);
  assert.is(await project.git('rev-parse', `${made.commit}:data`), newest);
  assert.is(await project.git('status', '--porcelain'), '', 'the tree on prod is untouched');
  const again = await project.mv(['retrain', 'prod', '--json'], { env: CLOCK });
  assert.equal([again.document().trained, again.document().branch], [false, 'prod-2024-06-01']);
  const [branch] = (await project.json('status')).experiments;
  assert.equal([branch.branch, branch.fresh, branch.data.behind], ['prod-2024-06-01', true, 0]);

  await project.json('promote', 'prod-2024-06-01', 'prod');
  const [release] = (await project.json('history')).releases;
  assert.equal([release.kind, release.release, release.data.commit], ['retrain', 2, newest]);
  const idle = await project.json('retrain', 'prod');
  assert.equal([idle.trained, idle.branch], [false, 'prod']);
  assert.match(idle.reason, 'nothing newer');
  await project.remove();
});

test('a branch that nobody has checked out is retrained without a tree; one that is checked out follows', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x', '--worktree', '../feature-x');
  await project.git('branch', 'aside', 'prod');
  const newest = await ingest(project, 120, 150);
  const trees = await project.git('worktree', 'list');
  const aside = await project.json('retrain', 'aside');
  assert.equal([aside.branch, aside.trained], ['aside', true]);
  assert.is(await project.git('rev-parse', 'aside:data'), newest);
  assert.is(await project.git('worktree', 'list'), trees);

  const made = await project.json('retrain', 'feature-x');
  const tree = project.sandbox.path('feature-x');
  const there = (...args: string[]) => project.sandbox.git(args, { directory: tree });
  assert.is(await there('rev-parse', 'HEAD'), made.commit);
  assert.is(await there('status', '--porcelain'), '');
  assert.is(await project.sandbox.git(['rev-parse', 'HEAD'], { directory: `${tree}/data` }), newest);
  assert.is(await readFile(`${tree}/data/updates/2024-05-30.csv`, 'utf8'), daysCsv(120, 150));
  assert.is(made.model.digest, aside.model.digest, 'the same inputs make the same model');
  await project.remove();
});

test('uncommitted work on the branch is refused, and nothing has happened', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  await ingest(project, 120, 150);
  await project.addFeature('warm: row.temp > 10');
  const before = await project.git('for-each-ref');
  const refused = await project.mv(['retrain', '--json']);
  assert.equal([refused.exitCode, refused.document().error.code], [4, 'uncommitted-changes']);
  assert.is(await project.git('for-each-ref'), before);
  assert.match(await project.read('src/features.js'), 'warm');
  await project.remove();
});

test('--to goes to older data, --as makes a branch of any, --dry-run only says so', async () => {
  const project = await makeProject();
  const first = await project.git('rev-parse', 'prod:data');
  const second = await ingest(project, 120, 150);
  const third = await ingest(project, 150, 160);
  const before = await project.git('for-each-ref');
  const said = await project.json('retrain', 'prod', '--dry-run');
  assert.equal([said.trained, said.commit], [false, await project.git('rev-parse', 'prod')]);
  assert.match(said.reason, `would train: data move from ${first.slice(0, 7)} to ${third.slice(0, 7)}`);
  assert.is(await project.git('for-each-ref'), before);
  const made = await project.json('retrain', 'prod', '--as', 'may', '--to', second.slice(0, 12));
  assert.equal([made.branch, made.data.after, made.data.rows], ['may', second, 150]);
  const later = await project.json('retrain', 'may', '--as', 'june');
  assert.equal([later.branch, later.data.rows], ['june', 160]);
  assert.is(await project.git('rev-parse', 'june^'), made.commit);
  const back = await project.json('retrain', 'june', '--to', first);
  assert.equal([back.branch, back.data.rows], ['june', 120]);

  for (const [args, code] of [
    [['retrain', 'prod', '--to', 'nowhere'], 'data-ref-not-found'],
    [['retrain', 'prod', '--to', '--all'], 'usage'],
    [['retrain', 'prod', '--as', 'may'], 'branch-exists'],
    [['retrain', 'prod', '--as', '../x'], 'invalid-branch-name'],
    [['retrain', 'prood'], 'branch-not-found'],
    [['retrain', 'prod', '--if', 'luck'], 'usage'],
    [['retrain', 'prod', '--window', 'last-year'], 'invalid-set'],
    [['retrain', 'prod', '--half-life', '0d'], 'invalid-set'],
  ] as const) {
    const refused = await project.mv([...args, '--json']);
    assert.equal([refused.exitCode, refused.document().error.code], [2, code], args.join(' '));
  }
  await project.remove();
});

test('a window and a half-life are settings of the branch; the rows that judge stay the same', async () => {
  const project = await makeProject();
  await ingest(project, 120, 150);
  const whole = await project.json('retrain', 'prod', '--as', 'whole');
  const recent = await project.json('retrain', 'prod', '--as', 'recent', '--window', 'last-30-days');
  const fading = await project.json('retrain', 'prod', '--as', 'fading', '--half-life', '10d');
  const metricsOf = async (branch: string) =>
    JSON.parse(await project.git('show', `${branch}:metrics/model.json`));
  const [all, some, faded] = await Promise.all(['whole', 'recent', 'fading'].map(metricsOf));
  // 150 daily rows, 30 held out; of the 120 that train the last 30 days are 30 rows.
  assert.equal([all.data_stats.training_samples, some.data_stats.training_samples], [120, 30]);
  assert.is(faded.data_stats.training_samples, 120);
  assert.is(all.validation.rows, some.validation.rows);
  assert.equal(all.baseline, some.baseline);
  assert.is(new Set([whole, recent, fading].map(made => made.model.digest)).size, 3);
  assert.match(await project.git('show', 'recent:mv.yaml'), 'window: last-30-days');
  assert.match(await project.git('show', 'fading:mv.yaml'), 'half_life: 10d');
  const { comparable } = await project.json('compare', 'whole', 'recent', 'fading', '--baseline', 'whole');
  assert.is(comparable, true);
  const idle = await project.json('retrain', 'recent', '--window', 'last-30-days');
  assert.is(idle.trained, false);
  await project.remove();
});

test('code from a remote runs only where it is trusted, and data that went another way only where that is said', async () => {
  const project = await makeProject();
  await ingest(project, 120, 150);
  await project.comesFrom('upstream', 'https://git.example.org/shop.git');
  const untrusted = await project.mv(['retrain', 'prod', '--json']);
  assert.equal([untrusted.exitCode, untrusted.document().error.code], [2, 'untrusted']);
  await project.json('retrain', 'prod', '--as', 'trusted', '--trust');

  const data = `${project.directory}/data`;
  await project.sandbox.git(['commit', '--quiet', '--allow-empty', '--message', 'Another way'], {
    directory: data,
  });
  await project.json('experiment', 'other', '--worktree', '../other');
  await project.git('switch', '--quiet', '--create', 'elsewhere');
  await project.json('train');
  const refused = await project.mv(['retrain', 'elsewhere', '--json']);
  assert.equal([refused.exitCode, refused.document().error.code], [3, 'unordered-data']);
  assert.is((await project.json('retrain', 'elsewhere', '--to', 'main')).data.rows, 150);
  await project.remove();
});

test('where the data are elsewhere, what was ingested is kept by a ref of ours, and is the newest here', async () => {
  const project = await makeProject();
  const { sandbox } = project;
  await project.git(
    'config',
    '--file',
    '.gitmodules',
    'submodule.data.url',
    'https://git.example.org/shop-data.git',
  );
  await project.commit('The data are elsewhere');
  const module = `${project.directory}/.git/modules/data`;
  const inModule = (...args: string[]) => sandbox.git(['--git-dir', module, ...args]);
  const fetched = await inModule('rev-parse', 'main');
  await project.json('experiment', 'aside', '--worktree', '../aside');
  const ran = await sandbox.mv(['ingest', '-', '--json'], {
    directory: sandbox.path('aside'),
    input: daysCsv(120, 150),
  });
  assert.is(ran.exitCode, 0, ran.stdout);
  const { data } = ran.document();
  assert.is(data.before, fetched);
  assert.is(
    await inModule('rev-parse', 'refs/mv/ingested'),
    data.after,
    'in the store that outlives the tree',
  );
  assert.is((await project.json('status')).environments[0].data.behind, 1);
  const more = await ingest(project, 150, 160);
  assert.is(await inModule('rev-parse', 'refs/mv/ingested^'), data.after);
  const made = await project.json('retrain', 'aside');
  assert.equal([made.data.after, made.data.rows], [more, 160]);
  await project.remove();
});

test.run();
