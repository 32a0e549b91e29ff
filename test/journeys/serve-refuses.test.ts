// What is pushed to a branch that is served, and must not be: each is kept out, the model before goes on, and it is said
// wherever somebody would look.

import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ask } from '../support/asking.ts';
import { commitOn, type Edits, park } from '../support/commit-on.ts';
import { makeProject } from '../support/project.ts';
import { endServers, serve } from '../support/server.ts';

test('a model that is cut short, of another version, with weights that are no numbers, of other features, without its record or its golden rows is kept out; the next good one is taken', async () => {
  const project = await makeProject();
  await project.json('experiment', 'better', '--from', 'prod', '--set', 'model.trees=3');
  await project.json('train');
  await project.git('switch', '--quiet', 'prod');
  await park(project);
  const good = await project.git('rev-parse', 'prod');
  const model = JSON.parse(await project.git('show', 'prod:models/model.json'));
  const text = await project.git('show', 'prod:models/model.json');
  const provenance = JSON.parse(await project.git('show', 'prod:models/provenance.json'));
  const yaml = await project.git('show', 'prod:mv.yaml');
  const digest = (bytes: string) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const vouched = (file: 'model' | 'golden', bytes: string): Edits => ({
    [provenance[file].path]: bytes,
    'models/provenance.json': JSON.stringify({
      ...provenance,
      [file]: { ...provenance[file], digest: digest(bytes) },
    }),
  });
  const changed = (change: (document: any) => void) => {
    const document = structuredClone(model);
    change(document);
    return vouched('model', JSON.stringify(document));
  };
  const nan = Buffer.from(Float64Array.from({ length: 400 }, () => Number.NaN).buffer);
  const bad: [string, Edits, RegExp][] = [
    [
      'cut short',
      { 'models/model.json': text.slice(0, text.length / 2) },
      /not the file that its provenance/,
    ],
    ['cut short and vouched for', vouched('model', text.slice(0, text.length / 2)), /JSON|model/],
    ['of another version', changed(document => (document.version = 99)), /version 99/],
    [
      'with weights that are no numbers',
      changed(({ trees }) => {
        trees.leaf_table = nan.subarray(0, Buffer.from(trees.leaf_table, 'base64').length).toString('base64');
      }),
      /leaves|weights|finite|leaf/,
    ],
    ['of other features', changed(({ features }) => (features[2].name = 'pressure')), /golden row 1/],
    ['that counts from elsewhere', changed(({ features }) => features.reverse()), /./],
    ['without its record', { 'models/provenance.json': null }, /no model with a provenance/],
    ['with a record cut short', { 'models/provenance.json': '{"version": 1' }, /./],
    [
      'with golden rows cut short',
      // Golden rows alone would be no reason to load it anew.
      { ...vouched('golden', '{"version": 1'), 'mv.yaml': `${yaml}\nserving: { timeout: 9 }\n` },
      /golden\.json/,
    ],
    ['with settings that are no YAML', { 'mv.yaml': 'name: [' }, /./],
  ];
  const server = await serve(project, ['prod']);
  const asking = ask(server, 'prod', { connections: 1 });
  for (const [what, edits, reason] of bad) {
    const commit = commitOn(project, 'prod', edits, { from: good });
    const said = await server.event('rejected');
    assert.is(said.commit, commit, what);
    assert.ok(reason.test(said.reason), `${what}: ${said.reason}`);
    const index = (await (await server.post('/v2/repository/index', {})).json()) as any[];
    assert.equal(
      index.filter(({ name }) => name === 'prod').map(({ version, state }) => [version, state]),
      [
        [good, 'READY'],
        [commit, 'UNAVAILABLE'],
      ],
      what,
    );
    assert.is(index[1].reason, said.reason);
    assert.match(server.log(), JSON.stringify(said.reason).slice(1, -1));
  }
  const metric = async (name: string) =>
    [...(await server.metrics())].find(([key]) => key.startsWith(name))?.[1];
  assert.is(await metric('mv_model_rejections_total{branch="prod"'), bad.length);
  assert.is(await metric('mv_model_refused{branch="prod"'), 1);

  await project.git('update-ref', 'refs/heads/prod', 'better');
  const { to } = await server.event('reloaded');
  await asking.more(20);
  assert.is(await metric('mv_model_refused{branch="prod"'), 0);
  assert.is(((await (await server.post('/v2/repository/index', {})).json()) as any[]).length, 2);
  await asking.stop();
  assert.equal(asking.failures, []);
  assert.equal(
    new Set(asking.answers.map(({ status, commit }) => `${status} ${commit}`)),
    new Set([`200 ${good}`, `200 ${to}`]),
  );
  assert.is(await server.stop(), 0);
  await project.remove();
});

test.after(endServers);
test.run();
