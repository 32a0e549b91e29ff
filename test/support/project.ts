// Real projects in temporary folders, driven through the real binary.

import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const BINARY = fileURLToPath(new URL('../../bin/git-model.js', import.meta.url));

export type Ran = {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** The document of --json. Throws where stdout is not exactly one. */
  document(): any;
};

/** What every process of a test sees: a user of its own, no configuration of this machine, nothing of a calling hook. */
export function testEnvironment(
  home: string,
  extra: Record<string, string | undefined> = {},
): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: home,
    TMPDIR: process.env['TMPDIR'],
    NODE_V8_COVERAGE: process.env['NODE_V8_COVERAGE'],
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada Tester',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_COMMITTER_NAME: 'Ada Tester',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
    ...extra,
  };
  for (const name of Object.keys(environment)) if (environment[name] === undefined) delete environment[name];
  return environment;
}

/** Runs a program to its end; `input` goes to its standard input, which is otherwise empty. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { directory: string; environment: NodeJS.ProcessEnv; input?: string },
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: options.directory, env: options.environment, stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (exitCode, signal) =>
      resolve({
        exitCode,
        signal,
        stdout,
        stderr,
        document() {
          try {
            return JSON.parse(stdout);
          } catch (cause) {
            throw new Error(`no JSON on stdout (exit ${exitCode}): ${stdout}\n${stderr}`, { cause });
          }
        },
      }),
    );
  });
}

/** A folder of its own with a home in it; everything below is gone after `remove`. */
export class Sandbox {
  readonly root: string;
  readonly home: string;

  constructor(root: string) {
    this.root = root;
    this.home = path.join(root, 'home');
  }

  static async make(): Promise<Sandbox> {
    const sandbox = new Sandbox(await mkdtemp(path.join(tmpdir(), 'git-model-test-')));
    await mkdir(sandbox.home);
    return sandbox;
  }

  path(...parts: string[]): string {
    return path.join(this.root, ...parts);
  }

  /** Runs git-model in `directory` (the sandbox itself where not given). */
  mv(args: readonly string[], { directory = this.root, input, env }: RunOptions = {}): Promise<Ran> {
    return runProgram(process.execPath, [BINARY, ...args], {
      directory,
      input,
      environment: testEnvironment(this.home, env),
    });
  }

  /** Runs git and gives its output; throws where it fails. */
  async git(
    args: readonly string[],
    { directory = this.root, input, env }: RunOptions = {},
  ): Promise<string> {
    const ran = await runProgram('git', args, {
      directory,
      input,
      environment: testEnvironment(this.home, env),
    });
    if (ran.exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
    return ran.stdout.trimEnd();
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

type RunOptions = { directory?: string; input?: string; env?: Record<string, string | undefined> };

/** A project with its sandbox. */
export class Project {
  readonly sandbox: Sandbox;
  readonly directory: string;

  constructor(sandbox: Sandbox, directory: string) {
    this.sandbox = sandbox;
    this.directory = directory;
  }

  mv(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    return this.sandbox.mv(args, { directory: this.directory, ...options });
  }

  /** Adds a remote, as though the project had been cloned from it and not been made here. */
  async comesFrom(name: string, url: string): Promise<void> {
    await this.git('remote', 'add', name, url);
    await this.git('config', '--unset', 'mv.madeHere');
  }

  /** Runs git-model with --json, insists on exit 0, and gives the document. */
  async json(...args: string[]): Promise<any> {
    const ran = await this.mv([...args, '--json']);
    if (ran.exitCode !== 0)
      throw new Error(`${args.join(' ')}: exit ${ran.exitCode}: ${ran.stdout}${ran.stderr}`);
    return ran.document();
  }

  git(...args: string[]): Promise<string> {
    return this.sandbox.git(args, { directory: this.directory });
  }

  read(file: string): Promise<string> {
    return readFile(path.join(this.directory, file), 'utf8');
  }

  write(file: string, text: string): Promise<void> {
    return writeFile(path.join(this.directory, file), text);
  }

  /** Puts code before the closing return of src/features.js: one more feature. */
  async addFeature(expression: string): Promise<void> {
    const text = await this.read('src/features.js');
    await this.write(
      'src/features.js',
      text.replace(/return \{ \.\.\.row(.*) \};\n\}\s*$/, `return { ...row$1, ${expression} };\n}\n`),
    );
  }

  async commit(message: string): Promise<string> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--message', message);
    return this.git('rev-parse', 'HEAD');
  }

  remove(): Promise<void> {
    return this.sandbox.remove();
  }
}

/**
 * 120 daily rows with a number to predict: `sales = 20 + 3 * temp + 10 on weekends`, and no noise. Columns: day (ISO),
 * temp, weather (text), sales.
 */
export function salesCsv(rows = 120): string {
  const lines = ['day,temp,weather,sales'];
  for (let i = 0; i < rows; i++) {
    const date = new Date(Date.UTC(2024, 0, 1 + i));
    const temp = ((i * 37) % 25) + (i % 3) / 2;
    const weekend = date.getUTCDay() % 6 === 0;
    lines.push(
      `${date.toISOString().slice(0, 10)},${temp},${['sun', 'rain', 'fog'][i % 3]},${20 + 3 * temp + (weekend ? 10 : 0)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

let shop: Promise<Project> | null = null;

/** A small project named `shop` in a sandbox of its own: made once a run, then copied. Five trees keep it quick. */
export async function makeProject(): Promise<Project> {
  shop ??= shopOfThisRun();
  return copyOf(await shop);
}

/** Gives a copy of what `make` makes, which is done once by this process, whenever it is called. */
export function copiesOf(make: () => Promise<Project>): () => Promise<Project> {
  let original: Promise<Project> | null = null;
  return async () => {
    original ??= make().then(removedAtExit);
    return copyOf(await original);
  };
}

function removedAtExit(project: Project): Project {
  process.on('exit', () => {
    rmSync(project.sandbox.root, { recursive: true, force: true });
  });
  return project;
}

/** The same in a sandbox of its own, as if it had been made there. The project has no linked working trees. */
async function copyOf({ sandbox: from, directory }: Project): Promise<Project> {
  const sandbox = await Sandbox.make();
  // Node's own copying takes ten times as long over small files.
  const copied = await runProgram('cp', ['-a', `${from.root}/.`, sandbox.root], {
    directory: sandbox.root,
    environment: process.env,
  });
  if (copied.exitCode !== 0) throw new Error(copied.stderr);
  const project = new Project(sandbox, sandbox.path(path.relative(from.root, directory)));
  await setPlace(project, from.root, sandbox.root);
  await project.git('update-index', '-q', '--refresh');
  return project;
}

/** Siblings that a project in the sandbox `from` knows by their path are then those in `to`. */
async function setPlace(project: Project, from: string, to: string): Promise<void> {
  for (const file of ['.git/config', '.git/modules/data/config'])
    await project.write(file, (await project.read(file)).replaceAll(from, to));
}

/** The project that others of this run have made already, where `npm test` says where; else one of this process. */
async function shopOfThisRun(): Promise<Project> {
  const folder = process.env['GIT_MODEL_TEST_MADE'];
  if (folder === undefined) return removedAtExit(await initShop(await Sandbox.make()));
  const shared = new Sandbox(path.join(folder, 'shop'));
  if (!existsSync(shared.root)) {
    const own = new Sandbox(await mkdtemp(path.join(folder, 'making-')));
    await mkdir(own.home);
    await setPlace(await initShop(own), own.root, shared.root);
    // Another test file may have been faster.
    await rename(own.root, shared.root).catch(() => own.remove());
  }
  return new Project(shared, shared.path('shop'));
}

async function initShop(sandbox: Sandbox): Promise<Project> {
  await writeFile(sandbox.path('sales.csv'), salesCsv());
  const ran = await sandbox.mv([
    ...['init', 'shop', '--data', 'sales.csv', '--target', 'sales', '--time', 'day'],
    ...['--set', 'model.trees=5', '--json'],
  ]);
  if (ran.exitCode !== 0) throw new Error(`init failed: ${ran.stdout}${ran.stderr}`);
  return new Project(sandbox, sandbox.path('shop'));
}
