// Steps of a workflow, a pipeline or a flow, taken out of their file and run as they stand: in the shell that would run
// them, with git-model installed as they install it. What the host itself provides is handed in.

import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { type Project, type Ran, runProgram, type Sandbox } from './project.ts';

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));

/** Packs this very git-model into the project, where the files of `--automation` look for it, and commits that. */
export async function packInto(project: Project): Promise<void> {
  await mkdir(path.join(project.directory, 'automation'), { recursive: true });
  const args = [
    'pack',
    '--silent',
    '--ignore-scripts',
    '--pack-destination',
    `${project.directory}/automation`,
  ];
  await promisify(execFile)('npm', args, { cwd: PACKAGE });
  await project.commit('Add the package that automation installs');
}

/** Runs a script as a runner does, in a home of its own into which `npm install --global` goes. */
export async function runScript(
  sandbox: Sandbox,
  script: string,
  {
    directory,
    env,
    shell = ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c'],
  }: { directory: string; env: Record<string, string>; shell?: string[] },
): Promise<Ran> {
  const prefix = sandbox.path('runner');
  return runProgram(shell[0], [...shell.slice(1), script], {
    directory,
    environment: {
      PATH: `${prefix}/bin:${process.env['PATH']}`,
      HOME: sandbox.home,
      GIT_CONFIG_NOSYSTEM: '1',
      npm_config_prefix: prefix,
      npm_config_offline: 'true',
      npm_config_update_notifier: 'false',
      ...env,
    },
  });
}

export async function readYaml(file: string): Promise<any> {
  return parse(await readFile(file, 'utf8'));
}

/** The steps of a job, one after the other. `values` are what the expressions of the workflow stand for. */
export async function runGithubJob(
  sandbox: Sandbox,
  workflow: any,
  jobName: string,
  {
    workspace,
    values,
    env,
    checkout,
    leaveOut = [],
  }: {
    workspace: string;
    values: Record<string, string>;
    env: Record<string, string>;
    /** What actions/checkout does, by its `with`. */
    checkout: (inputs: Record<string, string>) => Promise<unknown>;
    /** Names of steps that are not run. */
    leaveOut?: readonly string[];
  },
): Promise<{ ran: Ran; outputs: Record<string, string>; summary: string }> {
  const job = workflow.jobs[jobName];
  const fill = (text: unknown) =>
    String(text).replace(/\$\{\{\s*(.+?)\s*\}\}/g, (_, expression: string) => {
      if (!(expression in values)) throw new Error(`no value for ${expression}`);
      return values[expression];
    });
  const filled = (table: Record<string, unknown> = {}) =>
    Object.fromEntries(Object.entries(table).map(([name, value]) => [name, fill(value)]));
  const temporary = sandbox.path(`runner-temp-${jobName}`);
  await mkdir(temporary, { recursive: true });
  const files = { GITHUB_OUTPUT: `${temporary}/output`, GITHUB_STEP_SUMMARY: `${temporary}/summary` };
  let ran: Ran | null = null;
  for (const step of job.steps) {
    if (step.uses?.startsWith('actions/checkout@')) await checkout(filled(step.with));
    if (step.run === undefined || leaveOut.includes(step.name)) continue;
    ran = await runScript(sandbox, step.run, {
      directory: workspace,
      env: {
        ...{ ...env, ...files, RUNNER_TEMP: temporary },
        ...{ ...filled(workflow.env), ...filled(job.env), ...filled(step.env) },
      },
    });
    if (ran.exitCode !== 0) break;
  }
  const text = (file: string) => readFile(file, 'utf8').catch(() => '');
  return {
    ran: ran!,
    outputs: readOutputs(await text(files.GITHUB_OUTPUT)),
    summary: await text(files.GITHUB_STEP_SUMMARY),
  };
}

/** `name<<end`, lines, `end`: the form for values of several lines. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name, , value] of text.matchAll(/^(\w+)<<(.+)\n([\s\S]*?)\n\2$/gm)) outputs[name] = value;
  return outputs;
}

export type Asked = { method: string; path: string; authorization: string; body: any };

/** A host's API on the loopback address: what is posted to a path can be listed there and changed. */
export async function serveApi(): Promise<{ url: string; asked: Asked[]; close(): Promise<void> }> {
  const asked: Asked[] = [];
  const kept: { id: number; under: string; [field: string]: unknown }[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { pathname, searchParams } = new URL(request.url!, 'http://host');
    const isForm = request.headers['content-type']?.includes('urlencoded') && !text.startsWith('{');
    const body =
      text === '' ? null : isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
    const authorization = String(request.headers.authorization ?? request.headers['private-token'] ?? '');
    asked.push({ method: request.method!, path: request.url!, authorization, body });
    const answer = (status: number, document: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    if (request.method === 'GET') {
      // Of GitHub a branch is asked for as <owner>:<branch>.
      const wanted = searchParams.get('head')?.replace(/^.*:/, '') ?? searchParams.get('source_branch');
      const found = kept.filter(({ under }) => under === pathname);
      return answer(
        200,
        found.filter(({ head, source_branch: source }) => wanted === null || (head ?? source) === wanted),
      );
    }
    if (request.method === 'POST') {
      kept.push({ user: { type: 'Bot' }, ...body, id: kept.length + 1, under: pathname });
      return answer(201, kept.at(-1));
    }
    const found = kept.find(({ id }) => pathname.endsWith(`/${id}`));
    if (found) Object.assign(found, body);
    return answer(found ? 200 : 404, found ?? {});
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () => new Promise(resolve => void server.close(() => resolve())),
  };
}
