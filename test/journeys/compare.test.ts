// Branches side by side, as a person, a pull request, a spreadsheet and a program see them.

import { mkdir } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { copiesOf, makeProject } from '../support/project.ts';

/** A project with `deeper` (other parameters) and `weekend` (other code), each trained. */
const withExperiments = copiesOf(async () => {
  const project = await makeProject();
  await project.json('experiment', 'deeper', '--set', 'model.trees=9', '--set', 'model.min_samples_leaf=3');
  await project.json('train');
  await project.json('experiment', 'weekend', '--from', 'prod');
  await project.addFeature('weekend: row.day.getUTCDay() % 6 === 0');
  await project.json('train');
  return project;
});

const rowOf = (document: any, branch: string) => document.rows.find((row: any) => row.branch === branch);
const branches = (document: any) => document.rows.map((row: any) => row.branch);

test('the document has the fields of the contract, for every branch', async () => {
  const project = await withExperiments();
  const document = await project.json('compare');
  for (const name of ['baseline', 'metric', 'direction', 'on', 'comparable', 'warnings', 'rows']) {
    assert.ok(name in document, name);
  }
  assert.equal(
    [document.baseline, document.metric, document.direction, document.on],
    ['prod', 'rmse', 'lower', null],
  );
  assert.equal(branches(document).sort(), ['deeper', 'prod', 'weekend']);
  for (const row of document.rows) {
    for (const name of ['branch', 'commit', 'fresh', 'data', 'metrics', 'difference', 'verdict'])
      assert.ok(name in row, name);
    assert.is(row.commit, await project.git('rev-parse', row.branch));
    assert.is(row.fresh, true);
    assert.is(row.data.commit, await project.git('rev-parse', `${row.branch}:data`));
    assert.equal(Object.keys(row.difference), ['value', 'low', 'high', 'level']);
  }
  const { metrics, difference, verdict, parameters } = rowOf(document, 'deeper');
  const expected = metrics.rmse - rowOf(document, 'prod').metrics.rmse;
  assert.is(difference.value, expected);
  assert.is(verdict, expected < 0 ? 'better' : 'worse');
  assert.equal(parameters, { 'model.trees': [5, 9], 'model.min_samples_leaf': [1, 3] });
  assert.equal(rowOf(document, 'weekend').parameters, {});
  const order = document.rows.map((row: any) => row.metrics.rmse);
  assert.equal(
    order,
    [...order].sort((one: number, other: number) => one - other),
  );
  await project.remove();
});

test('branches that are named are shown beside the baseline, each once; another metric and baseline may be chosen', async () => {
  const project = await withExperiments();
  assert.equal(branches(await project.json('compare', 'deeper', 'deeper')).sort(), ['deeper', 'prod']);
  assert.equal(branches(await project.json('compare', 'prod')), ['prod']);
  const document = await project.json('compare', 'weekend', '--baseline', 'deeper', '--metric', 'r2_score');
  assert.equal([document.baseline, document.direction], ['deeper', 'higher']);
  assert.equal(branches(document).sort(), ['deeper', 'weekend']);
  for (const [args, code] of [
    [['compare', 'deper'], 'branch-not-found'],
    [['compare', '--baseline', 'nowhere'], 'branch-not-found'],
    [['compare', '--metric', 'rmes'], 'unknown-metric'],
    [['compare', '--markdown', '--csv'], 'usage'],
    [['compare', '--csv', '--json'], 'usage'],
    [['compare', 'origin/main'], 'branch-not-found'],
  ] as const) {
    const ran = await project.mv([...args.filter(word => word !== '--json'), '--json']);
    assert.is(ran.exitCode, 2, args.join(' '));
    assert.is(ran.document().error.code, code, args.join(' '));
  }
  await project.remove();
});

test('a branch measured on other data is not ranked, and says so; its pin is in the row', async () => {
  const project = await withExperiments();
  await project.json('experiment', 'newer', '--from', 'prod');
  const data = `${project.directory}/data`;
  const rows = (await project.read('data/initial/sales.csv')).split('\n').slice(0, 6);
  await mkdir(`${data}/updates`);
  await project.write('data/updates/2024-05-01.csv', `${rows.join('\n')}\n`);
  await project.sandbox.git(['add', '--all'], { directory: data });
  await project.sandbox.git(['commit', '--quiet', '--message', 'Rows'], { directory: data });
  await project.json('train');
  const document = await project.json('compare');
  assert.is(document.comparable, false);
  const row = rowOf(document, 'newer');
  assert.equal([row.verdict, row.difference], ['not-comparable', null]);
  assert.is.not(row.data.commit, rowOf(document, 'prod').data.commit);
  assert.match(document.warnings.join('\n'), 'newer is measured on other rows than prod');
  assert.is(branches(document).at(-1), 'newer');
  const { stdout } = await project.mv(['compare']);
  assert.match(stdout, /newer .*not-comparable/);
  assert.match(stdout, 'warning:');
  await project.remove();
});

test('an edit after training makes a branch stale: it is shown, with the metrics of before', async () => {
  const project = await withExperiments();
  await project.write('src/features.js', `${await project.read('src/features.js')}// edited\n`);
  await project.commit('Edit');
  const { rows, warnings } = await project.json('compare');
  const row = rows.find(({ branch }: any) => branch === 'weekend');
  assert.is(row.fresh, false);
  assert.match(row.stale.join(), 'src/ has changed');
  assert.match(warnings.join('\n'), 'weekend is stale');
  // A gate, a comment or the order of keys leaves the model fresh: the digest of what training reads decides.
  await project.git('switch', '--quiet', 'deeper');
  await project.write('mv.yaml', `# a comment\n${await project.read('mv.yaml')}`);
  await project.commit('Comment');
  const { rows: again } = await project.json('compare', 'deeper');
  assert.is(again.find(({ branch }: any) => branch === 'deeper').fresh, true);
  await project.remove();
});

test('a branch without a model is left out, and shown as not comparable where it is named', async () => {
  const project = await makeProject();
  await project.git('switch', '--quiet', '--orphan', 'pages');
  await project.write('index.html', '<h1>Hello</h1>\n');
  await project.git('add', 'index.html');
  await project.git('commit', '--quiet', '--message', 'Pages');
  await project.git('switch', '--quiet', 'prod');
  assert.equal(branches(await project.json('compare')), ['prod']);
  const document = await project.json('compare', 'pages');
  const row = rowOf(document, 'pages');
  assert.equal([row.verdict, row.fresh, row.data.commit, row.metrics], ['not-comparable', false, null, {}]);
  assert.match(document.warnings.join('\n'), 'pages has no rmse');
  await project.remove();
});

test('metrics that somebody edited by hand break no table', async () => {
  const project = await makeProject();
  const edits: Record<string, string> = {
    garbage: '{ "rmse": 1, ',
    list: '[1, 2, 3]',
    text: '"good"',
    null: 'null',
    empty: '',
    infinite: '{ "rmse": 1e999, "mae": -1e999, "r2_score": "0.9", "nested": { "a": 1 } }',
    binary: '\u0000\u0001\u0002',
    large: `{ "rmse": 3, "padding": "${'x'.repeat(3_000_000)}" }`,
  };
  for (const [name, text] of Object.entries(edits)) {
    await project.git('switch', '--quiet', '--create', name, 'prod');
    await project.write('metrics/model.json', text);
    await project.commit(name);
  }
  const document = await project.json('compare');
  assert.is(document.rows.length, Object.keys(edits).length + 1);
  for (const name of ['garbage', 'list', 'text', 'null', 'empty', 'binary']) {
    assert.equal(rowOf(document, name).metrics, {}, name);
    assert.is(rowOf(document, name).verdict, 'not-comparable', name);
  }
  assert.equal(rowOf(document, 'infinite').metrics, { rmse: null, mae: null });
  assert.is(rowOf(document, 'large').metrics.rmse, 3);
  assert.is((await project.mv(['compare'])).exitCode, 0);
  await project.remove();
});

test('a provenance that is none makes a model stale, and no table fails', async () => {
  const project = await makeProject();
  const provenance = JSON.parse(await project.read('models/provenance.json'));
  const edits: Record<string, string> = {
    none: '{',
    future: JSON.stringify({ ...provenance, version: 2 }),
    odd: JSON.stringify({
      ...provenance,
      configuration: { ...provenance.configuration, parameters: ['a', 1] },
    }),
  };
  for (const [name, text] of Object.entries(edits)) {
    await project.git('switch', '--quiet', '--create', name, 'prod');
    await project.write('models/provenance.json', text);
    await project.commit(name);
  }
  const document = await project.json('compare');
  assert.is(rowOf(document, 'none').fresh, false);
  assert.is(rowOf(document, 'future').fresh, false);
  assert.is(rowOf(document, 'odd').fresh, true);
  assert.is(rowOf(document, 'odd').parameters['model.trees'][1], null);
  await project.remove();
});

test('names of branches that mean something elsewhere are text in every form', async () => {
  const project = await makeProject();
  const names = ['=1+1', 'a|b`c`', 'a,b"c', '日本語', 'feature/$(touch)', '@mention', '&', 'x'.repeat(120)];
  for (const name of names) await project.git('update-ref', `refs/heads/${name}`, 'prod');
  const document = await project.json('compare');
  assert.equal(branches(document).sort(), [...names, 'prod'].sort());
  const csv = (await project.mv(['compare', '--csv'])).stdout;
  assert.match(csv, "\n'=1+1,");
  assert.match(csv, '\n"a,b""c",');
  const markdown = (await project.mv(['compare', '--markdown'])).stdout;
  assert.match(markdown, '| `` a\\|b`c` `` |');
  assert.match(markdown, '| `@mention` |');
  assert.is(markdown.split('\n').filter(line => line.startsWith('|')).length, names.length + 3);
  await project.remove();
});

test('text, Markdown and CSV are three renderings of one result', async () => {
  const project = await withExperiments();
  const document = await project.json('compare');
  const { stdout: text } = await project.mv(['compare']);
  assert.match(text, 'by rmse (lower is better), against prod');
  assert.match(text, /deeper +[\d.]+ +[+-][\d.]+ % +(better|worse) +fresh/);
  assert.match(text, 'trees=9, min_samples_leaf=3');
  assert.not.match(text, '\x1b[');
  const { stdout: markdown } = await project.mv(['compare', '--markdown']);
  assert.match(markdown, 'Models by rmse (lower is better), against prod\n\n| branch |');
  const { stdout: csv } = await project.mv(['compare', '--csv']);
  const [header, ...lines] = csv.trimEnd().split('\n');
  assert.is(header, 'branch,commit,fresh,data,verdict,difference,mse,rmse,mae,r2_score,differs_in');
  for (const [i, row] of document.rows.entries()) {
    assert.ok(
      lines[i].startsWith(
        `${row.branch},${row.commit},true,${row.data.commit},${row.verdict},${row.difference.value}`,
      ),
    );
  }
  assert.is((await project.mv(['compare', '--quiet'])).stdout, '');
  await project.remove();
});

test('it works from a folder below, from a linked tree and on a detached HEAD, and writes nothing', async () => {
  const project = await withExperiments();
  const expected = await project.json('compare');
  await project.git('worktree', 'add', '--quiet', '../beside', 'deeper');
  await project.git('switch', '--quiet', '--detach', 'prod');
  const before = await project.git('for-each-ref');
  for (const directory of [`${project.directory}/src`, project.sandbox.path('beside'), project.directory]) {
    const ran = await project.mv(['compare', '--json'], { directory });
    assert.is(ran.exitCode, 0);
    assert.equal(ran.document(), expected);
  }
  assert.is(await project.git('for-each-ref'), before);
  assert.is(await project.git('status', '--porcelain'), '');
  await project.remove();
});

test('hundreds of branches are read in one go, and as if they were few', async () => {
  const project = await withExperiments();
  const few = await project.json('compare', 'deeper', 'weekend');
  const stream = Array.from({ length: 150 }, (_, i) => `create refs/heads/many/${i} deeper\n`).join('');
  await project.sandbox.git(['update-ref', '--stdin'], { directory: project.directory, input: stream });
  const many = await project.json('compare');
  assert.is(many.rows.length, 153);
  for (const name of ['deeper', 'weekend', 'prod']) assert.equal(rowOf(many, name), rowOf(few, name));
  assert.equal({ ...rowOf(many, 'many/149'), branch: 'deeper' }, rowOf(few, 'deeper'));
  // No room for temporary files: the same, by another way.
  const nowhere = await project.mv(['compare', '--json'], {
    env: { TMPDIR: project.sandbox.path('nowhere') },
  });
  assert.is(nowhere.exitCode, 0);
  assert.equal(nowhere.document(), many);
  await project.remove();
});

test.run();
