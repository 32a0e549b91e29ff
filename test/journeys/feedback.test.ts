// From a prediction to its label: what is logged, what is not, and how labels that come later find their rows.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Project, Sandbox } from '../support/project.ts';

/** 120 guests of 12 tables: who they are names them, and what they say is free text. */
function guests(from: number, count: number): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const guest = from + i;
    const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    return `${guest},${day},guest${guest}@secret.example,said in person ${guest} that all was well,${guest % 12},${20 + (guest % 12)}`;
  });
  return `guest_id,day,email,remarks,seat,spent\n${rows.join('\n')}\n`;
}

async function makeInn(): Promise<Project> {
  const sandbox = await Sandbox.make();
  await writeFile(sandbox.path('guests.csv'), guests(1000, 120));
  const ran = await sandbox.mv([
    ...['init', 'inn', '--data', 'guests.csv', '--target', 'spent', '--exclude', 'guest_id'],
    ...['--set', 'model.trees=3', '--set', 'data.key=[guest_id]', '--json'],
  ]);
  assert.is(ran.exitCode, 0, ran.stderr + ran.stdout);
  assert.equal(ran.document().log, { hashed: ['email', 'guest_id'], omitted: ['remarks'] });
  return new Project(sandbox, sandbox.path('inn'));
}

/** All text of all files under a folder. */
function allText(folder: string): string {
  return readdirSync(folder, { recursive: true })
    .map(name => path.join(folder, String(name)))
    .filter(file => statSync(file).isFile())
    .map(file => readFileSync(file, 'latin1'))
    .join('\n');
}

function logged(project: Project, kind = 'predictions'): any[] {
  const folder = path.join(project.directory, '.git/mv', kind);
  return readdirSync(folder)
    .flatMap(name => readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n'))
    .map(line => JSON.parse(line))
    .filter(({ format }) => format === undefined);
}

test('predictions are logged without what must not be kept, and labels find them by id and by key', async () => {
  const project = await makeInn();
  const { sandbox } = project;
  assert.match(await project.read('models/README.md'), 'hashes of `email`, `guest_id` and without `remarks`');
  await writeFile(sandbox.path('new.csv'), guests(5000, 12));
  const [one, other] = await Promise.all([
    project.json('predict', 'prod', '../new.csv', '--output', '../one.csv', '--ids'),
    project.json('predict', 'prod', '../new.csv', '--output', '../other.csv'),
  ]);
  for (const { logged, dropped } of [one, other]) assert.equal([logged, dropped], [12, 0]);
  const lines = logged(project);
  assert.is(lines.length, 24);
  const first = lines.find(({ id }) => id === `${one.id}:0`);
  assert.equal([first.branch, first.commit, first.role, first.row], ['prod', one.commit, 'answer', 0]);
  assert.equal(Object.keys(first.features), ['day', 'email', 'seat']);
  assert.equal([first.features.day, first.features.seat], ['2024-01-01T00:00:00.000Z', 8]);
  for (const value of [first.features.email, first.key.guest_id]) assert.match(value, /^hmac:[0-9a-f]{16}$/);
  const git = allText(path.join(project.directory, '.git'));
  for (const secret of ['guest5000@', 'in person 5000', '5000,']) assert.not.ok(git.includes(secret), secret);

  const withIds = (await readFile(sandbox.path('one.csv'), 'utf8')).trimEnd().split('\n');
  assert.is(withIds[0], 'guest_id,day,email,remarks,seat,spent,prediction_id,prediction');
  assert.match(withIds[3], `,${one.id}:2,`);

  const labels = [`${one.id}:0,28`, `${one.id}:1,29`, `${one.id}:0,28.0`, `${one.id}:1,30`, 'nobody:0,1'];
  await writeFile(sandbox.path('labels.csv'), `prediction_id,label\n${labels.join('\n')}\n${one.id}:2,\n`);
  const ran = await project.mv(['feedback', '../labels.csv', '--json']);
  assert.equal(ran.document(), { joined: 2, unknown: 1, duplicates: 1, conflicting: 1 });
  assert.match(ran.stderr, 'warning: 1 row without a label left out');
  assert.equal(await project.json('feedback', '../labels.csv'), {
    ...{ joined: 0, unknown: 1, duplicates: 3, conflicting: 1 },
  });
  const byKey = await project.json('feedback', '../new.csv', '--on', 'guest_id');
  assert.equal(byKey, { joined: 12, unknown: 0, duplicates: 0, conflicting: 0 });
  assert.not.ok(JSON.stringify(logged(project, 'labels')).includes('5000'));

  // Nor does what is committed: rows to ask the model again, its reference, what was seen of new rows.
  const held = (text: string, branch = 'prod') =>
    project.git('grep', '--name-only', '--fixed-strings', text, branch);
  const isHeld = (text: string, branch?: string) => held(text, branch).catch(() => '');
  assert.is((await project.json('monitor', 'prod')).drift.leftOut.length, 3);
  await project.json('monitor', 'prod', '--data', '../new.csv');
  assert.is(await isHeld('in person'), 'prod:models/model.json');
  assert.is(await isHeld('@secret'), 'prod:models/model.json');
  const golden = JSON.parse(await project.read('models/golden.json'));
  assert.equal([golden.rows.length, golden.rows[0].email, golden.rows[0].remarks], [8, null, null]);
  assert.equal([typeof golden.rows[0].seat, golden.predictions.length], ['number', 8]);
  // The model holds what it is fitted to; what src/ makes of a column need hold nothing of it.
  await project.json('experiment', 'shy');
  await project.write(
    'src/features.js',
    "export const features = row => ({ seat: row.seat, letters: row.email.split('@')[0].length });\n",
  );
  const shy = await project.mv(['train', '--json']);
  assert.match(shy.stderr, 'no golden rows are kept: the model fails on rows without "email", "remarks"');
  for (const text of ['@secret', 'in person']) assert.is(await isHeld(text, 'shy'), '');
  assert.is((await project.mv(['predict', 'shy', '../new.csv'])).exitCode, 0);
  await project.git('switch', '--quiet', 'prod');
  assert.is(await project.git('status', '--porcelain'), '');
  await project.remove();
});

test('what the environment says of privacy holds, and labels of no use are refused with their place', async () => {
  const project = await makeInn();
  const { sandbox } = project;
  await writeFile(sandbox.path('new.csv'), guests(5000, 12));
  const none = await project.json('predict', 'prod', '../new.csv', '--output', '../out.csv', '--no-log');
  assert.is(none.logged, 0);
  await project.json('experiment', 'open');
  const loosened = (await project.read('mv.yaml')).replace(
    'columns: {}',
    'columns: {email: keep, seat: omit}',
  );
  await project.write('mv.yaml', loosened);
  await project.commit('Be stricter with seats');
  // The branch may be stricter than the environment, and no looser.
  const env = { SOURCE_DATE_EPOCH: '1700000000' };
  const predict = async () => {
    const ran = await project.mv(['predict', 'open', '../new.csv', '--output', '../out.csv', '--json'], {
      env,
    });
    return ran.document().id;
  };
  assert.is(await predict(), await predict());
  const [line] = logged(project);
  assert.equal(Object.keys(line.features), ['day', 'email']);
  assert.match(line.features.email, 'hmac:');
  assert.is(line.time, '2023-11-14T22:13:20.000Z');
  await project.json('promote', 'open', 'prod');
  const count = logged(project).length;
  await project.json('predict', 'prod', '../new.csv', '--output', '../out.csv');
  const now = logged(project).find(({ branch }) => branch === 'prod');
  assert.is(now.features.email, 'guest5000@secret.example');
  assert.is(logged(project).length, count + 12);

  await writeFile(sandbox.path('bad.csv'), 'prediction_id,label\nx:0,12\nx:1,twelve\n');
  const refused = async (...args: string[]) => (await project.mv([...args, '--json'])).document().error;
  const error = await refused('feedback', '../bad.csv');
  assert.equal([error.code, error.details.line], ['not-a-number', 3]);
  assert.is((await refused('feedback', '../new.csv', '--on', 'seat')).code, 'not-logged');
  assert.match((await refused('feedback', '../new.csv', '--on', 'emial')).hint, 'email');
  await writeFile(sandbox.path('bare.csv'), 'prediction_id,value\nx:0,12\n');
  assert.is((await refused('feedback', '../bare.csv')).code, 'missing-column');
  await project.remove();
});

test.run();
