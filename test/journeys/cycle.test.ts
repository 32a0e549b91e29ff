// `cycle`: a round that nobody watches, over a project with a remote, until there is nothing left to do.

import { writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Project } from '../support/project.ts';
import { cloneOf, makeSharedProject } from '../support/shared-project.ts';

/** Days from the 120th on: warmer by 20 degrees than all that the model has seen. */
function warmDaysCsv(from: number, to: number): string {
  const lines = ['day,temp,weather,sales'];
  for (let i = from; i < to; i++) {
    const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    const temp = 20 + ((i * 37) % 25);
    lines.push(`${day},${temp},${['sun', 'rain', 'fog'][i % 3]},${20 + 3 * temp}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Settings of the environment, committed there. */
async function settle(project: Project, yaml: string): Promise<void> {
  await project.write('mv.yaml', `${await project.read('mv.yaml')}\n${yaml}`);
  await project.git('commit', '--quiet', '--all', '--message', 'How cycles go');
}

const stepsOf = (document: any) =>
  Object.fromEntries(
    document.steps.map(({ step, changed }: { step: string; changed: boolean }) => [step, changed]),
  );

const CLOCK = (day: string) => ({ SOURCE_DATE_EPOCH: String(Date.parse(`${day}T00:00:00Z`) / 1000) });

test('drifting data are ingested, watched, learned, compared, released and published; then it rests; two at once make one', async () => {
  const { project, hub } = await makeSharedProject();
  const source = project.sandbox.path('new.csv');
  await settle(project, `sources:\n  - { name: shop, command: "cat '${source}'" }\n`);
  await project.json('push');
  const other = await cloneOf(project, `file://${hub}/shop.git`, 'elsewhere');
  await writeFile(source, warmDaysCsv(120, 360));

  const before = await project.git('for-each-ref', 'refs/heads');
  const dry = await project.mv(['cycle', '--dry-run', '--json'], { env: CLOCK('2025-01-01') });
  assert.is(dry.exitCode, 0, dry.stdout + dry.stderr);
  assert.is(await project.git('for-each-ref', 'refs/heads'), before);
  // It does not claim to know what rows will do that it has not judged.
  assert.match(dry.document().reasons[0], '240 rows of the sources would come first');
  assert.match(dry.document().steps[2].detail, /^of the rows at hand: /);

  const ran = await project.mv(['cycle', 'prod', '--json'], { env: CLOCK('2025-01-01') });
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  const made = ran.document();
  assert.equal([made.environment, made.outcome], ['prod', 'promoted']);
  assert.equal(stepsOf(made), {
    ...{ pull: false, ingest: true, monitor: true, retrain: true, compare: false, promote: true },
    push: true,
  });
  assert.match(made.reasons[0], 'drift');
  assert.match(
    await project.git('log', '-1', '--format=%B', 'prod-2025-01-01'),
    `Mv-Because: ${made.reasons[0]}`,
  );
  const { releases } = await project.json('history');
  assert.equal(
    [releases[0].release, releases[0].kind, releases[0].from.branch],
    [2, 'retrain', 'prod-2025-01-01'],
  );
  const published = () => project.sandbox.git(['--git-dir', `${hub}/shop.git`, 'rev-parse', 'prod']);
  assert.is(await published(), await project.git('rev-parse', 'prod'));
  assert.is((await project.json('cycle')).outcome, 'nothing-to-do');

  // Two machines see the same new rows at once: whoever publishes second is told, and finds it done the next time.
  await other.json('pull');
  await writeFile(source, warmDaysCsv(360, 600).replaceAll(',sun,', ',snow,'));
  const both = await Promise.all(
    [project, other].map((each, at) =>
      each.mv(['cycle', '--json', '--trust'], { env: CLOCK(`2025-09-0${1 + at}`) }),
    ),
  );
  const codes = both.map(({ exitCode }) => exitCode).sort();
  assert.equal(codes, [0, 4], both.map(({ stdout }) => stdout).join('\n'));
  for (const each of [project, other]) {
    const again = await each.mv(['cycle', '--json'], { env: CLOCK('2025-09-01') });
    assert.is(again.exitCode, 0, again.stdout);
    assert.is(again.document().outcome, 'nothing-to-do');
    assert.is(await each.git('rev-parse', 'prod'), await published());
    assert.is(await each.git('status', '--porcelain'), '');
  }
  await project.remove();
});

test('a refusal exits 3, stands on the refused branch and is not tried again; a pull request waits to be merged', async () => {
  const { project } = await makeSharedProject();
  await settle(project, 'gates:\n  prod:\n    perfect: { kind: metric, metric: r2_score, at_least: 2 }\n');
  await project.json('push');
  const rows = project.sandbox.path('new.csv');
  await writeFile(rows, warmDaysCsv(120, 360));
  await project.json('ingest', rows);
  const refused = await project.mv(['cycle', '--json'], { env: CLOCK('2025-01-01') });
  assert.is(refused.exitCode, 3, refused.stdout + refused.stderr);
  const said = refused.document();
  assert.equal([said.error.code, said.outcome, said.gates[0].name], ['gate-failed', 'refused', 'perfect']);
  assert.is(said.steps.at(-1).step, 'push');
  const message = await project.git('log', '-1', '--format=%B', 'prod-2025-01-01');
  assert.match(message, /^Not released to prod: prod-2025-01-01\n/);
  assert.match(message, '- perfect: r2_score is');
  assert.is(await project.git('diff', '--stat', 'prod-2025-01-01^', 'prod-2025-01-01'), '');
  const idle = await project.mv(['cycle', '--json'], { env: CLOCK('2025-03-01') });
  assert.equal([idle.exitCode, idle.document().outcome], [0, 'nothing-to-do']);
  assert.match(
    idle.document().reasons[0],
    'prod-2025-01-01 was refused, and nothing has come since: perfect: r2_score is',
  );

  const settings = await project.read('mv.yaml');
  await project.write(
    'mv.yaml',
    settings.replace(
      /gates:[\s\S]*$/,
      'cycle:\n  prod: { release: pull-request }\nmonitoring: { cool_down: 100d }\n',
    ),
  );
  await project.git('commit', '--quiet', '--all', '--message', 'By pull request');
  const prod = await project.git('rev-parse', 'prod');
  const asked = await project.mv(['cycle', '--json'], { env: CLOCK('2025-05-01') });
  assert.is(asked.exitCode, 0, asked.stdout + asked.stderr);
  assert.is(asked.document().outcome, 'retrained');
  assert.is(await project.git('rev-parse', 'prod'), prod);
  assert.is(await project.git('rev-parse', 'prod-2025-05-01-for-prod^'), prod);
  const waiting = await project.mv(['cycle', '--json'], { env: CLOCK('2025-07-01') });
  assert.match(waiting.document().reasons[0], 'prod-2025-05-01-for-prod holds the release');
  // Rows that came while it is reviewed make no second one beside it, until the cool-down is over.
  await writeFile(rows, warmDaysCsv(360, 480).replaceAll(',sun,', ',snow,'));
  await project.json('ingest', rows);
  const cooling = await project.mv(['cycle', '--dry-run', '--json'], { env: CLOCK('2025-07-02') });
  assert.match(
    cooling.document().reasons.join('\n'),
    'cool-down: prod-2025-05-01 was retrained at 2025-05-01',
  );
  const over = await project.mv(['cycle', '--dry-run', '--json'], { env: CLOCK('2025-08-10') });
  assert.is(over.document().outcome, 'retrained');
  await project.git('merge', '--quiet', '--ff-only', 'prod-2025-05-01-for-prod');
  const [release] = (await project.json('history')).releases;
  assert.equal([release.release, release.kind], [2, 'retrain']);
  await project.remove();
});

test.run();
