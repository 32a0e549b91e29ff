// `serve` while branches move, and while their code fails: no request pays for it.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeProject, type Project } from '../support/project.ts';
import { endServers, type Server, serve, shopRows } from '../support/server.ts';

/** Asks until told to stop; gives the commits that answered, in order, and throws for whatever was not answered. */
function asking(server: Server, model: string): { stop(): Promise<string[]>; count(): number } {
  const commits: string[] = [];
  let stopped = false;
  let asked = 0;
  const ask = async () => {
    while (!stopped) {
      const answer = await server.post(`/v2/models/${model}/infer`, shopRows([{ temp: asked++ % 25 }]));
      const { model_version: version } = (await answer.json()) as { model_version: string };
      assert.is(answer.status, 200);
      assert.is(answer.headers.get('x-model-commit'), version);
      commits.push(version);
    }
  };
  const clients = Array.from({ length: 4 }, ask);
  return {
    count: () => commits.length,
    async stop() {
      stopped = true;
      await Promise.all(clients);
      return commits;
    },
  };
}

async function trained(project: Project, branch: string, ...settings: string[]): Promise<void> {
  await project.json('experiment', branch, '--from', 'prod', ...settings.flatMap(each => ['--set', each]));
  await project.json('train');
}

test('a promotion and a rollback are followed, a broken model is kept out, and no request fails', async () => {
  const project = await makeProject();
  await trained(project, 'better', 'model.trees=7');
  await project.git('checkout', '--quiet', 'prod');
  const server = await serve(project, ['prod']);
  const commits = [await project.git('rev-parse', 'prod')];
  const clients = asking(server, 'prod');
  for (const words of [
    ['promote', 'better', 'prod'],
    ['rollback', 'prod'],
  ]) {
    await project.json(...words);
    const { from, to } = await server.event('reloaded');
    assert.is(from, commits.at(-1));
    commits.push(to);
    assert.is(to, await project.git('rev-parse', 'prod'));
  }
  // People edit what answers nothing: the model goes on under its commit.
  await project.write('README.md', 'Another word.\n');
  await project.commit('A word');

  // A model whose bytes are not those of its provenance, and one that answers otherwise than when it was made.
  const model = await project.read('models/model.json');
  await project.write('models/model.json', model.replace('"format"', ' "format"'));
  const broken = await project.commit('Break the model');
  const first = await server.event('rejected');
  assert.is(first.commit, broken);
  assert.match(first.reason, 'not the file that its provenance names');
  await project.write('models/model.json', model);
  const golden = JSON.parse(await project.read('models/golden.json'));
  golden.predictions[2] += 0.01;
  await project.write('models/golden.json', JSON.stringify(golden));
  const provenance = JSON.parse(await project.read('models/provenance.json'));
  const digest = createHash('sha256')
    .update(await project.read('models/golden.json'))
    .digest('hex');
  provenance.golden.digest = `sha256:${digest}`;
  await project.write('models/provenance.json', JSON.stringify(provenance));
  await project.write('mv.yaml', `${await project.read('mv.yaml')}\nserving: { timeout: 9 }\n`);
  await project.commit('Answer otherwise');
  assert.match((await server.event('rejected')).reason, 'golden row 3');

  const answered = await clients.stop();
  assert.ok(answered.length > 20, `${answered.length}`);
  // Each model in its turn, and none that the branch did not have.
  assert.equal(
    [...new Set(answered)].filter(commit => !commits.includes(commit)),
    [],
  );
  assert.is(answered.at(-1), commits.at(-1));
  const metrics = await server.metrics();
  assert.is(metrics.get('mv_model_reloads_total{branch="prod"}'), 2);
  assert.is(metrics.get('mv_model_rejections_total{branch="prod"}'), 2);
  assert.is(metrics.get('mv_predictions_logged_total{branch="prod",role="answer"}'), answered.length);
  assert.is(await server.stop(), 0);
  await project.remove();
});

test('a loop, a crash and a kill of one branch are its own, and it is started again', async () => {
  const project = await makeProject();
  await project.json('experiment', 'frail', '--set', 'serving.timeout=1');
  const source = await project.read('src/features.js');
  await project.write(
    'src/features.js',
    source.replace(
      /return (\{ \.\.\.row.* \};)\n\}\s*$/,
      `if (row.weather === 'loop') for (;;);
  if (row.weather === 'crash') process.kill(process.pid, 'SIGKILL');
  if (row.weather === 'throw') throw new Error('no such weather');
  return $1\n}\n`,
    ),
  );
  await project.json('train');
  const server = await serve(project, ['prod=50', 'frail=50']);
  const clients = asking(server, 'prod');
  const ask = async (...weather: string[]) => {
    const answers = await Promise.all(
      weather.map(each => server.post('/v2/models/frail/infer', shopRows([{ weather: each }]))),
    );
    return answers.map(({ status }) => status);
  };
  assert.equal(await ask('sun', 'throw', 'rain'), [200, 400, 200]);
  assert.equal(await ask('sun', 'loop', 'rain'), [200, 504, 200]);
  assert.equal(await ask('fog', 'crash', 'rain'), [200, 500, 200]);
  assert.match((await server.event('restarted')).reason, 'no answer within 1 s');
  // From outside, while something is under way. The code of prod needs no process.
  assert.equal(await ask('sun'), [200]);
  const frail = asking(server, 'frail');
  const children = () =>
    execFileSync('pgrep', ['-P', String(server.pid), '-f', 'features-child|features/child'])
      .toString()
      .trim()
      .split('\n');
  for (const child of children()) process.kill(Number(child), 'SIGKILL');
  assert.equal(await ask('sun', 'rain'), [200, 200]);
  assert.ok((await frail.stop()).length > 0);
  const answered = await clients.stop();
  assert.ok(answered.length > 20);
  assert.is(await server.stop(), 0);
  await project.remove();
});

test('an experiment in mv.yaml is followed; so is a remote, from a clone that nobody touches', async () => {
  const project = await makeProject();
  await trained(project, 'other', 'model.trees=3');
  await project.git('checkout', '--quiet', 'prod');
  const yaml = await project.read('mv.yaml');
  const experiment = (weights: string) =>
    project.write('mv.yaml', `${yaml}\nexperiments:\n  trees: { arms: ${weights}, unit: customer }\n`);
  await experiment('{ prod: 100, other: 0 }');
  await project.commit('Begin an experiment');

  const bare = project.sandbox.path('shop.git');
  await project.git('clone', '--quiet', '--bare', '.', bare);
  await project.git('remote', 'add', 'origin', bare);
  const clone = project.sandbox.path('clone');
  await project.sandbox.git(['clone', '--quiet', bare, clone]);
  const elsewhere = { ...project, directory: clone } as unknown as Project;
  const server = await serve(elsewhere, [
    '--experiment',
    'trees',
    '--follow',
    'origin',
    '--every',
    '1',
    '--trust',
  ]);
  assert.equal(
    server.arms.map(({ branch, weight }) => [branch, weight]),
    [
      ['prod', 100],
      ['other', 0],
    ],
  );
  const ask = async (customer: string) => {
    const answer = await server.post('/invocations', {
      instances: [{ day: '2024-01-01', temp: 1, weather: 'sun', customer }],
    });
    return answer.headers.get('x-model-branch');
  };
  const customers = Array.from({ length: 30 }, (_, at) => `c${at}`);
  assert.equal(new Set(await Promise.all(customers.map(ask))), new Set(['prod']));
  await experiment('{ prod: 50, other: 50 }');
  const stricter = (await project.read('mv.yaml')).replace('columns: {}', 'columns: { temp: omit }');
  await project.write('mv.yaml', stricter);
  await project.commit('Ramp');
  await project.git('push', '--quiet', 'origin', 'prod');
  const { arms } = await server.event('weighted');
  assert.equal(
    arms.map(({ weight }: { weight: number }) => weight),
    [50, 50],
  );
  assert.equal(new Set(await Promise.all(customers.map(ask))), new Set(['prod', 'other']));
  // The remote is gone for a while: what is served goes on, and a server that starts meanwhile has what was fetched.
  await rename(bare, `${bare}.away`);
  assert.ok((await server.event('remote-failed')).reason);
  const late = await serve(elsewhere, ['prod', '--follow', 'origin', '--trust']);
  assert.equal(late.arms[0].commit, await project.git('rev-parse', 'prod'));
  assert.is(await late.stop(), 0);
  await rename(`${bare}.away`, bare);
  await server.event('remote-recovered');
  assert.is(await server.stop(), 0);
  // What the environment forbids meanwhile is written no more, of any branch.
  const folder = path.join(clone, '.git/mv/predictions');
  const file = (await readdir(folder)).find(name => name.startsWith('serve-')) ?? '';
  const lines = (await readFile(path.join(folder, file), 'utf8'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  const features = lines.filter(({ features }) => features).map(({ features }) => 'temp' in features);
  assert.equal(features, [...Array(30).fill(true), ...Array(30).fill(false)]);
  await project.remove();
});

test.after(endServers);
test.run();
