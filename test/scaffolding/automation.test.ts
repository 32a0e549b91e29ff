// What the files of `--automation` say, held to the rules of those who read them, and to the tools of their trade.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { AUTOMATION } from '../../src/project/layout.ts';
import { AUTOMATIONS, automationFiles } from '../../src/scaffolding/automation.ts';
import { version } from '../../src/version.ts';
import { runProgram } from '../support/project.ts';
import { toolOfTrade } from '../support/tools-of-trade.ts';

const PROJECT = { name: 'bikes', environment: 'prod', url: null };
const files = await automationFiles(AUTOMATIONS, PROJECT);
const yaml = (file: string): any => parse(files.get(file)!);
/** These say nothing of an environment. */
const NAMELESS = ['.gitlab-ci.yml', 'automation/Dockerfile.dockerignore', 'automation/prometheus.yml'];
const WORKFLOWS = ['.github/workflows/model-compare.yml', '.github/workflows/model-cycle.yml'];

/** Every piece of shell, by where it stands. */
function shellPieces(): [string, string][] {
  const pieces: [string, string][] = [];
  for (const file of WORKFLOWS) {
    for (const [name, job] of Object.entries<any>(yaml(file).jobs)) {
      for (const step of job.steps) if (step.run) pieces.push([`${file} ${name} ${step.name}`, step.run]);
    }
  }
  const pipeline = yaml('.gitlab/model.yml');
  for (const name of ['model-compare', 'model-comment', 'model-cycle']) {
    pieces.push([`.gitlab/model.yml ${name}`, pipeline[name].script.join('\n')]);
  }
  pieces.push(['automation/kestra.yml', yaml('automation/kestra.yml').tasks[0].commands.join('\n')]);
  const line = files.get('automation/crontab')!.trimEnd().split('\n').at(-1)!;
  pieces.push(['automation/crontab', line.split(' ').slice(5).join(' ')]);
  return pieces;
}

/** Writes the files into a repository of their own, where the tools look for them. */
async function inRepository(use: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'git-model-automation-'));
  for (const [file, text] of files) {
    await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
    await writeFile(path.join(directory, file), text);
  }
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  for (const args of [
    ['init', '--quiet', '--initial-branch=prod'],
    ['remote', 'add', 'origin', 'https://gitlab.com/team/bikes.git'],
    ['add', '--all'],
    [...identity, 'commit', '--quiet', '--message', 'all'],
  ]) {
    await runProgram('git', args, { directory, environment: process.env });
  }
  await use(directory).finally(() => rm(directory, { recursive: true, force: true }));
}

test('every name is filled in, and of each tool only its own files come', async () => {
  assert.equal(
    [...files.keys()],
    [
      ...[...WORKFLOWS, '.gitlab/model.yml', '.gitlab-ci.yml', 'automation/kestra.yml', 'automation/crontab'],
      ...['automation/Dockerfile', 'automation/Dockerfile.dockerignore', 'automation/compose.yml'],
      ...['automation/prometheus.yml', 'Procfile'],
    ],
  );
  for (const [file, text] of files) {
    assert.not.match(text, /__[A-Z]+__/, file);
    assert.ok(text.endsWith('\n'), file);
  }
  assert.equal([...(await automationFiles(['cron'], PROJECT)).keys()], ['automation/crontab']);
  for (const file of files.keys())
    assert.ok(
      AUTOMATION.some(place => file.split('/')[0] === place),
      file,
    );
  assert.is(yaml(WORKFLOWS[0]).env.GIT_MODEL_PACKAGE, `./automation/git-model-${version}.tgz`);
});

test('the environment, the project and where it is cloned from are those of the project', async () => {
  const named = await automationFiles(AUTOMATIONS, {
    name: 'my bikes (new)',
    environment: 'client-a/live',
    url: 'https://ada:secret@github.com/team/bikes.git',
  });
  for (const [file, text] of named) {
    assert.not.match(text, /\bprod\b/, file);
    assert.not.match(text, 'secret@', file);
    if (!NAMELESS.includes(file)) assert.match(text, 'client-a/live', file);
  }
  assert.is(parse(named.get('automation/compose.yml')!).name, 'my-bikes-new', 'as Docker takes it');
  const flow = parse(named.get('automation/kestra.yml')!);
  assert.is(flow.id, 'my-bikes-new-cycle');
  assert.is(flow.variables.repository, 'https://github.com/team/bikes.git');
  assert.is(flow.inputs[0].defaults, 'client-a/live');
  assert.equal(parse(named.get(WORKFLOWS[0])!).on.pull_request.branches, ['client-a/live']);
  for (const [url, expected] of [
    ['git@github.com:team/bikes.git', 'https://github.com/team/bikes.git'],
    ['ssh://git@host.example/team/bikes.git', 'https://host.example/team/bikes.git'],
    ['/srv/bikes.git', 'https://github.com/OWNER/REPOSITORY.git'],
    ['https://host/a b"c', 'https://github.com/OWNER/REPOSITORY.git'],
  ]) {
    const one = await automationFiles(['kestra'], { ...PROJECT, url });
    assert.is(parse(one.get('automation/kestra.yml')!).variables.repository, expected);
  }
});

test('an environment whose name a shell or an expression would read is refused', async () => {
  for (const environment of ['a$(b)', "it's", `a\${{b}}`, 'a;b', 'a"b', 'a&b']) {
    await automationFiles(['github'], { ...PROJECT, environment }).then(
      () => assert.unreachable(environment),
      error => assert.is(error.code, 'environment-name'),
    );
  }
});

test('workflows of GitHub run no text of others: no expression in a script, actions by commit, no rights but named ones', () => {
  for (const file of WORKFLOWS) {
    const text = files.get(file)!;
    const workflow = yaml(file);
    assert.equal(workflow.permissions, {}, 'none where no job says so');
    assert.not.match(text, 'pull_request_target');
    for (const [, action] of text.matchAll(/uses: (.+)/g)) {
      assert.match(action, /^actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
    for (const job of Object.values<any>(workflow.jobs)) {
      assert.type(job['timeout-minutes'], 'number');
      for (const step of job.steps) {
        assert.not.match(step.run ?? '', '${{', step.name);
        if (step.uses?.includes('checkout')) assert.is(step.with['persist-credentials'], false);
      }
    }
  }
  const { compare, comment } = yaml(WORKFLOWS[0]).jobs;
  assert.equal(compare.permissions, { contents: 'read' });
  assert.equal(comment.permissions, { 'pull-requests': 'write' });
  assert.match(comment.if, 'github.event.pull_request.head.repo.full_name == github.repository');
  assert.not.ok(
    comment.steps.some((step: any) => step.uses || /git-model (?!compare -->)|npm|checkout/.test(step.run)),
    'the job that may write runs nothing of the pull request',
  );
  const scoring = compare.steps.find((step: any) => step.id === 'compare');
  assert.equal(Object.keys(scoring.env), ['NUMBER'], 'no token beside the code of the pull request');
  const { on, concurrency, jobs } = yaml(WORKFLOWS[1]);
  assert.equal(on.schedule, [{ cron: '17 5 * * *' }]);
  assert.ok('workflow_dispatch' in on);
  assert.equal(concurrency, { group: 'model-cycle-prod', 'cancel-in-progress': false });
  assert.equal(jobs.cycle.permissions, { contents: 'write', 'pull-requests': 'write' });
});

test('secrets are there by name alone, and reach no list of arguments', () => {
  for (const [file, text] of files) {
    assert.not.match(text, /gh[pousr]_[A-Za-z0-9]{20}|glpat-|-----BEGIN/, file);
  }
  for (const [place, piece] of shellPieces()) {
    // A token is given to a builtin, which writes it into a pipe; what is quoted singly is not filled in here.
    const filledIn = piece.replace(/'[^']*'/g, '');
    for (const line of filledIn.split('\n')) {
      if (/\$\{?(?:\w*TOKEN|GITHUB_USERNAME)\b/.test(line))
        assert.match(line, /^\s*(printf|if \[ -z) /, place);
    }
  }
});

/** https://kestra.io/plugins, as of Kestra 1.x: the types that the flow may use, and their properties it may set. */
const DOCUMENTED: Record<string, readonly string[]> = {
  'io.kestra.plugin.scripts.shell.Commands': [
    ...['id', 'type', 'description', 'taskRunner', 'containerImage', 'env', 'beforeCommands', 'commands'],
    ...[
      'interpreter',
      'outputFiles',
      'inputFiles',
      'namespaceFiles',
      'failFast',
      'targetOS',
      'timeout',
      'retry',
    ],
  ],
  'io.kestra.plugin.scripts.runner.docker.Docker': ['type', 'pullPolicy', 'cpu', 'memory', 'volumes'],
  'io.kestra.plugin.core.trigger.Schedule': ['id', 'type', 'cron', 'timezone', 'inputs', 'stopAfter'],
};
const INPUT_TYPES = [
  'STRING',
  'INT',
  'FLOAT',
  'BOOLEAN',
  'DATE',
  'DATETIME',
  'FILE',
  'JSON',
  'URI',
  'SELECT',
];

test('the flow of Kestra has the types and properties that Kestra documents, its inputs, and secrets by reference', () => {
  const text = files.get('automation/kestra.yml')!;
  const flow = yaml('automation/kestra.yml');
  const known = [
    'id',
    'namespace',
    'description',
    'labels',
    'inputs',
    'variables',
    'concurrency',
    'tasks',
    'triggers',
  ];
  for (const key of Object.keys(flow)) assert.ok(known.includes(key), key);
  for (const { id } of [flow, ...flow.inputs, ...flow.tasks, ...flow.triggers]) {
    assert.match(id, /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/);
  }
  assert.equal(
    flow.inputs.map(({ id }: any) => id),
    ['branch', 'real_time_data', 'reference_data'],
  );
  for (const input of flow.inputs) {
    assert.ok(INPUT_TYPES.includes(input.type));
    assert.ok(input.required === false || input.defaults !== undefined, 'a schedule gives no inputs');
  }
  assert.ok(['QUEUE', 'CANCEL', 'FAIL'].includes(flow.concurrency.behavior));
  const [task] = flow.tasks;
  for (const part of [task, task.taskRunner, ...flow.triggers]) {
    for (const key of Object.keys(part))
      assert.ok(DOCUMENTED[part.type].includes(key), `${part.type} ${key}`);
  }
  assert.equal(
    [...text.matchAll(/secret\('(\w+)'\)/g)].map(([, name]) => name),
    ['GITHUB_USERNAME', 'GITHUB_TOKEN'],
  );
  // Kestra fills in what stands between these before a shell sees it.
  for (const command of task.commands) assert.not.match(command, /\{\{|\{%|\{#/);
});

test('actionlint finds nothing in the workflows', async () => {
  const actionlint = toolOfTrade('actionlint');
  if (actionlint === null) return;
  await inRepository(async directory => {
    const { stdout, stderr, exitCode } = await runProgram(actionlint, ['-no-color'], {
      directory,
      environment: process.env,
    });
    assert.is(`${stdout}${stderr}`, '');
    assert.is(exitCode, 0);
  });
});

test('gitlab-ci-local takes the pipeline, and its rules run each job where it belongs', async () => {
  const local = toolOfTrade('gitlab-ci-local');
  if (local === null) return;
  const review = {
    CI_PIPELINE_SOURCE: 'merge_request_event',
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'prod',
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '1',
    CI_MERGE_REQUEST_PROJECT_ID: '1',
  };
  const cases: [Record<string, string>, string[]][] = [
    [{ ...review, MODELS_COMMENT_TOKEN: 'x' }, ['model-comment', 'model-compare']],
    [{ ...review, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '2' }, []],
    [{ CI_PIPELINE_SOURCE: 'schedule' }, ['model-cycle']],
    [{ CI_PIPELINE_SOURCE: 'push' }, []],
  ];
  await inRepository(async directory => {
    const environment = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
    const lists = cases.map(async ([variables, expected]) => {
      const given = Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
      const ran = await runProgram(local, ['--list-csv', ...given], { directory, environment });
      assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
      const names = ran.stdout.split('\n').flatMap(line => /^"?(model-\w+)"?;/.exec(line)?.[1] ?? []);
      assert.equal(names.sort(), expected, JSON.stringify(variables));
    });
    await Promise.all(lists);
  });
});

test('the stack asks for a token, shows itself to this machine alone, and Prometheus finds every server of it', () => {
  const { services, secrets } = yaml('automation/compose.yml');
  const { serve, prometheus } = services;
  assert.match(serve.environment.MV_SERVE_TOKEN, /^\$\{MV_SERVE_TOKEN:\?/);
  for (const port of [...serve.ports, ...prometheus.ports]) assert.match(port, /^127\.0\.0\.1:/);
  assert.equal([serve.read_only, serve.cap_drop, serve.init], [true, ['ALL'], true]);
  assert.ok(Number.parseInt(serve.stop_grace_period, 10) > 25, 'longer than a server takes to finish');
  const [scrape] = yaml('automation/prometheus.yml').scrape_configs;
  assert.equal(scrape.dns_sd_configs, [{ names: ['serve'], type: 'A', port: 8080 }]);
  const [secret] = prometheus.secrets;
  assert.is(scrape.authorization.credentials_file, `/run/secrets/${secret}`);
  assert.equal(secrets[secret], { environment: 'MV_SERVE_TOKEN' });
});

test('hadolint, promtool and honcho find nothing in the files of a server', async () => {
  const checks: [string, string[]][] = [
    ['hadolint', ['automation/Dockerfile']],
    ['promtool', ['check', 'config', '--syntax-only', 'automation/prometheus.yml']],
    ['honcho', ['check']],
  ];
  await inRepository(async directory => {
    const ran = checks.map(async ([name, args]) => {
      const program = toolOfTrade(name);
      if (program === null) return;
      const { stdout, stderr, exitCode } = await runProgram(program, args, {
        directory,
        environment: process.env,
      });
      assert.is(exitCode, 0, stdout + stderr);
    });
    await Promise.all(ran);
  });
});

test('shellcheck finds nothing in any piece of shell', async () => {
  const shellcheck = toolOfTrade('shellcheck');
  if (shellcheck === null) return;
  // Single quotes on purpose: what Git's helper reads is filled in when it runs.
  const args = ['--shell=sh', '--exclude=SC2016', '--format=gcc', '-'];
  const checks = shellPieces().map(async ([place, piece]) => {
    const { stdout } = await runProgram(shellcheck, args, {
      directory: tmpdir(),
      environment: process.env,
      input: `set -e\n${piece}\n`,
    });
    assert.is(stdout, '', place);
  });
  await Promise.all(checks);
});

test.run();
