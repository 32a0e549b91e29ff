// What `init --automation` writes, run as it stands against a project with remotes.

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Project, Sandbox, salesCsv } from '../support/project.ts';
import { serveHttp } from '../support/servers.ts';
import { packInto, readYaml, runGithubJob, runScript, serveApi } from '../support/workflow.ts';

const NAMES = {
  GIT_AUTHOR_NAME: 'Ada Tester',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada Tester',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};

/** New rows are reason enough to retrain, and prod is protected: a release waits on a branch. */
const SETTINGS = [
  ...['--set', 'monitoring.retrain={any: [{new_rows: 30}]}'],
  ...['--set', 'cycle={prod: {release: pull-request}}'],
];

/**
 * prod with automation, and the experiment `warm` that is to be reviewed; both are on the remotes in `hub/`. 180 rows:
 * a fifth of them is enough to score on. Made once; the tests only clone it.
 */
async function makeReviewed(): Promise<{ project: Project; hub: string }> {
  const sandbox = await Sandbox.make();
  await writeFile(sandbox.path('sales.csv'), salesCsv(180));
  const settings = ['--time', 'day', '--set', 'model.trees=5', '--automation', 'github,gitlab,kestra,cron'];
  const words = ['init', 'shop', '--data', 'sales.csv', '--target', 'sales', ...settings, ...SETTINGS];
  const made = await sandbox.mv(words);
  assert.is(made.exitCode, 0, made.stdout + made.stderr);
  const project = new Project(sandbox, sandbox.path('shop'));
  await packInto(project);
  const hub = sandbox.path('hub');
  for (const [name, first] of [
    ['shop.git', 'prod'],
    ['shop-data.git', 'main'],
  ]) {
    await sandbox.git(['init', '--quiet', '--bare', `--initial-branch=${first}`, path.join(hub, name)]);
    await sandbox.git(['--git-dir', path.join(hub, name), 'config', 'http.receivepack', 'true']);
  }
  await project.git('remote', 'add', 'origin', `file://${hub}/shop.git`);
  await project.json('push');
  await project.json('experiment', 'warm');
  await project.addFeature('warm: row.temp > 10');
  await project.json('train', '--trust');
  await project.json('push');
  return { project, hub };
}

let made: ReturnType<typeof makeReviewed> | null = null;

function reviewed(): ReturnType<typeof makeReviewed> {
  made ??= makeReviewed();
  return made;
}

test.after(async () => (await made?.catch(() => null))?.project.remove());

test('a pull request gets its comparison as one comment, brought up to date; no step gets more than it needs', async () => {
  const { project, hub } = await reviewed();
  const { sandbox } = project;
  const workflow = await readYaml(path.join(project.directory, '.github/workflows/model-compare.yml'));
  const api = await serveApi();
  const head = await project.git('rev-parse', 'warm');
  const workspace = sandbox.path('pull-request');
  const compared = await runGithubJob(sandbox, workflow, 'compare', {
    workspace,
    values: {
      'github.event.pull_request.head.sha': head,
      'github.event.pull_request.number': '7',
      'secrets.MODELS_READ_TOKEN || github.token': 'token-to-read',
    },
    env: NAMES,
    checkout: async ({ ref, 'fetch-depth': depth, 'persist-credentials': persist }) => {
      assert.equal([ref, depth, persist], [head, '0', 'false']);
      await sandbox.git(['clone', '--quiet', '--no-checkout', `file://${hub}/shop.git`, workspace]);
      await sandbox.git(['checkout', '--quiet', '--detach', ref], { directory: workspace });
    },
  });
  assert.is(compared.ran.exitCode, 0, compared.ran.stdout + compared.ran.stderr);
  // Both have a number: scored anew, on the fifth of 180 rows that neither was made from.
  assert.match(compared.outputs['report'], /^\| `pull-request-7` \| \d/m);
  assert.match(compared.outputs['report'], /^\| `prod` \| \d/m);
  assert.match(compared.outputs['report'], 'on 36 rows of prod');
  assert.match(compared.summary, 'pull-request-7');

  const comment = (report: string) =>
    runGithubJob(sandbox, workflow, 'comment', {
      workspace: sandbox.root,
      values: {
        'github.token': 'token-to-write',
        'github.event.pull_request.number': '7',
        'needs.compare.outputs.report': report,
      },
      env: { GITHUB_API_URL: api.url, GITHUB_REPOSITORY: 'team/shop' },
      checkout: async () => assert.unreachable('the job that may write checks nothing out'),
    });
  for (const report of [compared.outputs['report'], 'newer "numbers"\n$(touch pwned) `touch pwned`']) {
    const { ran } = await comment(report);
    assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  }
  assert.equal(
    api.asked.map(({ method, path: asked, authorization }) => [method, asked, authorization]),
    [
      ['GET', '/repos/team/shop/issues/7/comments?per_page=100', 'Bearer token-to-write'],
      ['POST', '/repos/team/shop/issues/7/comments', 'Bearer token-to-write'],
      ['GET', '/repos/team/shop/issues/7/comments?per_page=100', 'Bearer token-to-write'],
      ['PATCH', '/repos/team/shop/issues/comments/1', 'Bearer token-to-write'],
    ],
  );
  assert.is(api.asked[1].body.body, `<!-- git-model compare -->\n${compared.outputs['report']}`);
  assert.match(api.asked[3].body.body, '$(touch pwned) `touch pwned`');
  await api.close();
});

test('a merge request of GitLab gets its comparison as one note', async () => {
  const { project, hub } = await reviewed();
  const { sandbox } = project;
  const pipeline = await readYaml(path.join(project.directory, '.gitlab/model.yml'));
  const api = await serveApi();
  const head = await project.git('rev-parse', 'warm');
  const workspace = sandbox.path('merge-request');
  // What a runner does: nothing but the commit is fetched, and HEAD names no branch.
  await sandbox.git(['init', '--quiet', workspace]);
  const here = { directory: workspace };
  await sandbox.git(['remote', 'add', 'origin', `file://${hub}/shop.git`], here);
  await sandbox.git(['fetch', '--quiet', 'origin', `${head}:refs/pipelines/1`], here);
  await sandbox.git(['checkout', '--quiet', '--detach', head], here);
  const host = await serveHttp(hub, { home: sandbox.home, password: 'gitlab-ci-token:job-token' });
  const { before_script: before, variables } = pipeline['.git-model'];
  assert.is(variables['ACCESS_TOKEN'], '$CI_JOB_TOKEN');
  const env = {
    ...{ ...NAMES, ...variables, ACCESS_TOKEN: 'job-token' },
    ...{
      CI_SERVER_URL: host.url.replace(/\/$/, ''),
      CI_PROJECT_PATH: 'shop',
      CI_MERGE_REQUEST_IID: '3',
      CI_COMMIT_SHA: head,
      CI_PROJECT_ID: '11',
    },
    ...{ CI_API_V4_URL: `${api.url}/api/v4`, MODELS_COMMENT_TOKEN: 'token-for-notes' },
  };
  const script = [...before, ...pipeline['model-compare'].script].join('\n');
  const compared = await runScript(sandbox, script, { directory: workspace, env });
  assert.is(compared.exitCode, 0, compared.stdout + compared.stderr);
  assert.match(compared.stdout, 'merge-request-3');
  assert.match(await readFile(path.join(workspace, 'report.html'), 'utf8'), 'merge-request-3');
  for (const time of ['first', 'second']) {
    const told = await runScript(sandbox, pipeline['model-comment'].script.join('\n'), {
      directory: workspace,
      env,
    });
    assert.is(told.exitCode, 0, `${time}: ${told.stdout}${told.stderr}`);
  }
  assert.equal(
    api.asked.map(({ method, path: asked }) => `${method} ${asked}`),
    [
      'GET /api/v4/projects/11/merge_requests/3/notes?per_page=100',
      'POST /api/v4/projects/11/merge_requests/3/notes',
      'GET /api/v4/projects/11/merge_requests/3/notes?per_page=100',
      'PUT /api/v4/projects/11/merge_requests/3/notes/1',
    ],
  );
  assert.is(api.asked[1].authorization, 'token-for-notes');
  assert.match(api.asked[1].body.body, /^<!-- git-model compare -->\n[\s\S]*merge-request-3/);
  await Promise.all([api.close(), host.close()]);
});

/** A release on a branch of its own, as a cycle leaves it where prod is protected. */
async function makeWaiting(project: Project): Promise<void> {
  if ((await project.git('branch', '--list', 'warm-for-prod')) !== '') return;
  await project.json('promote', 'warm', 'prod', '--as', 'warm-for-prod');
  await project.json('push');
}

/** Rows `from` to `to` of the sales, as a file. */
async function writeRows(sandbox: Sandbox, from: number, to: number): Promise<string> {
  const lines = salesCsv(to).split('\n');
  const file = sandbox.path(`rows-${from}.csv`);
  await writeFile(file, [lines[0], ...lines.slice(from + 1)].join('\n'));
  return file;
}

test('the scheduled workflow opens one pull request for each release that waits on its branch', async () => {
  const { project, hub } = await reviewed();
  const { sandbox } = project;
  await makeWaiting(project);
  await project.json('ingest', await writeRows(sandbox, 180, 240));
  await project.json('push');
  const workflow = await readYaml(path.join(project.directory, '.github/workflows/model-cycle.yml'));
  const api = await serveApi();
  const workspace = sandbox.path('scheduled');
  const values = { 'secrets.MODELS_TOKEN || github.token': 'token-to-write' };
  const env = { GITHUB_API_URL: api.url, GITHUB_REPOSITORY: 'team/shop', GITHUB_REPOSITORY_OWNER: 'team' };
  // The job that compares has installed it, by the very same step.
  const reviewing = await readYaml(path.join(project.directory, '.github/workflows/model-compare.yml'));
  const install = 'Install git-model';
  const installing = ({ env, jobs }: any, job: string) => [
    env.GIT_MODEL_PACKAGE,
    jobs[job].steps.find(({ name }: any) => name === install).run,
  ];
  assert.equal(installing(workflow, 'cycle'), installing(reviewing, 'compare'));
  for (const _time of ['first', 'second']) {
    const { ran } = await runGithubJob(sandbox, workflow, 'cycle', {
      ...{ workspace, values, env },
      leaveOut: [install],
      checkout: async ({ ref, 'fetch-depth': depth }) => {
        assert.equal([ref, depth], ['prod', '0']);
        await rm(workspace, { recursive: true, force: true });
        await sandbox.git(['clone', '--quiet', '--branch', ref, `file://${hub}/shop.git`, workspace]);
      },
    });
    assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  }
  const posted = api.asked.filter(({ method }) => method === 'POST');
  assert.is(posted.length, 2, 'that of the experiment, and that of the cycle');
  const ofCycle = posted.find(post => post.body.head !== 'warm-for-prod')!.body;
  assert.match(ofCycle.head, /^prod-\d{4}-\d\d-\d\d-for-prod$/);
  assert.match(ofCycle.body, ofCycle.head);
  assert.match(await project.git('ls-remote', 'origin', ofCycle.head), `refs/heads/${ofCycle.head}`);
  const { path: asked, body: pull } = posted.find(post => post.body.head === 'warm-for-prod')!;
  assert.is(asked, '/repos/team/shop/pulls');
  const { head, base, title, body } = pull;
  assert.equal([head, base], ['warm-for-prod', 'prod']);
  assert.match(title, /^Release 2 of prod: promote warm/);
  assert.match(body, /^\| `warm-for-prod` \| \d/m);
  const looked = api.asked.map(({ path }) => path.toLowerCase());
  assert.ok(looked.includes('/repos/team/shop/pulls?head=team%3awarm-for-prod&state=all'), looked.join(', '));
  await api.close();
});

test('the scheduled pipeline of GitLab reaches project and data with its token, and opens a merge request', async () => {
  const { project, hub } = await reviewed();
  const { sandbox } = project;
  await makeWaiting(project);
  const pipeline = await readYaml(path.join(project.directory, '.gitlab/model.yml'));
  const api = await serveApi();
  const host = await serveHttp(hub, { home: sandbox.home, password: 'gitlab-ci-token:t0ken' });
  const workspace = sandbox.path('pipeline');
  await sandbox.git(['clone', '--quiet', '--branch', 'prod', `file://${hub}/shop.git`, workspace]);
  const job = pipeline['model-cycle'];
  const { before_script: before, variables } = pipeline['.git-model'];
  const [check, cycle, request] = job.script;
  assert.is(job.variables['ACCESS_TOKEN'], '$MODELS_TOKEN');
  const env = {
    ...{ ...NAMES, ...variables, MODELS_TOKEN: 't0ken', ACCESS_TOKEN: 't0ken' },
    ...{ CI_SERVER_URL: host.url.replace(/\/$/, ''), CI_PROJECT_PATH: 'shop' },
    ...{ CI_API_V4_URL: `${api.url}/api/v4`, CI_PROJECT_ID: '11' },
  };
  const run = (script: string[], more = {}) =>
    runScript(sandbox, script.join('\n'), { directory: workspace, env: { ...env, ...more } });
  const without = await run([check], { MODELS_TOKEN: '' });
  assert.is(without.exitCode, 2);
  assert.match(without.stderr, 'MODELS_TOKEN is not set');
  // The job that compares has installed it by the very same lines.
  const [install, ...others] = before;
  assert.match(install, /^npm install --global/);
  const ran = await run([...others, check, cycle, request]);
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  assert.is(host.seen.at(-1), `Basic ${Buffer.from('gitlab-ci-token:t0ken').toString('base64')}`);
  const posted = api.asked.find(({ body }) => body?.source_branch === 'warm-for-prod')!;
  assert.is(posted.authorization, 't0ken');
  const { source_branch: source, target_branch: target, title, description } = posted.body;
  assert.equal([source, target], ['warm-for-prod', 'prod']);
  assert.match(title, /^Release 2 of prod/);
  assert.match(description, 'warm-for-prod');
  const kept = await sandbox.git(['config', '--global', '--list']);
  assert.not.match(kept, 't0ken', 'the token stands in no file');
  await Promise.all([api.close(), host.close()]);
});

test("Kestra's commands clone, take in new rows, and score the model on the rows that are asked for", async () => {
  const { project, hub } = await reviewed();
  const { sandbox } = project;
  const flow = await readYaml(path.join(project.directory, 'automation/kestra.yml'));
  const [task] = flow.tasks;
  const rows = await writeRows(sandbox, 240, 280);
  const values: Record<string, string> = {
    'vars.repository': `file://${hub}/shop.git`,
    'vars.package': flow.variables.package,
    'inputs.branch': 'prod',
    "inputs.real_time_data ?? ''": rows,
    "inputs.reference_data ?? ''": 'prod',
    "secret('GITHUB_USERNAME')": 'ada',
    "secret('GITHUB_TOKEN')": 't0ken',
  };
  const env = Object.fromEntries(
    Object.entries(task.env).map(([name, text]) => [
      name,
      String(text).replace(/\{\{ (.+?) \}\}/, (_, expression) => values[expression]),
    ]),
  );
  const directory = sandbox.path('flow');
  await mkdir(directory);
  const shell = ['/bin/sh', '-c'];
  const ran = await runScript(sandbox, task.commands.join('\n'), { directory, env, shell });
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  const data = path.join(hub, 'shop-data.git');
  assert.match(await sandbox.git(['--git-dir', data, 'ls-tree', '-r', '--name-only', 'main']), /^updates\//m);
  const report = await readFile(path.join(directory, task.outputFiles[0]), 'utf8');
  assert.match(report, /^\| `prod` \| \d/m);
  assert.match(report, 'rows of prod');
});

test('the line for cron is installed as its own words say, writes a log, and prints only where something failed', async () => {
  const { project } = await reviewed();
  const { sandbox } = project;
  const table = await project.read('automation/crontab');
  const install = /^# +\{ crontab -l 2>\/dev\/null; (sed .+ automation\/crontab); \}/m.exec(table)![1];
  const { directory } = project;
  // Once, by a person.
  await project.json('pull', '--trust');
  const installed = (await runScript(sandbox, install, { directory, env: { PWD: directory } })).stdout;
  const lines = installed.split('\n').filter(line => line !== '' && !line.startsWith('#'));
  const settings = Object.fromEntries(lines.slice(0, -1).map(line => line.split('=')));
  assert.is(settings['PROJECT'], directory);
  const command = lines.at(-1)!.split(' ').slice(5).join(' ');
  const line = (project: string) =>
    runScript(sandbox, command, {
      directory: sandbox.home,
      env: { ...NAMES, PROJECT: project },
      shell: ['/bin/sh', '-c'],
    });
  const ran = await line(directory);
  const log = await project.read('.git/model-cycle.log');
  assert.ok(log.length > 0);
  assert.equal([ran.exitCode, ran.stdout, ran.stderr], [0, '', '']);
  const failed = await line(sandbox.path('shop-data.git'));
  assert.match(failed.stderr, '.git/model-cycle.log');
  assert.match((await line('/nowhere')).stderr, 'nowhere');
});

test.run();
