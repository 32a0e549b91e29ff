// The project's `.venv`, made where somebody agreed: by uv where there is one, else by Python itself.

import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../errors.ts';
import { isThere } from '../../repository/is-there.ts';
import { endWithUs } from '../end-with-us.ts';
import { pythonOf, VENV } from './find-python.ts';

type Making = {
  /** The folder that `.venv` stands in. */
  home: string;
  /** The Python that it is made from. */
  program: string;
  /** Path of the requirements to install. */
  requirements: string;
  environment: NodeJS.ProcessEnv;
};

/**
 * Makes `.venv` where there is none, and installs the requirements into it. One that it made and could not fill is
 * taken away again. Throws Failure `python-packages-failed`, with the last words of the installer.
 */
export async function makeVenv({ home, program, requirements, environment }: Making): Promise<void> {
  const venv = path.join(home, VENV);
  const python = pythonOf(venv);
  const made = !(await isThere(python));
  // It runs pip as the user: with the user's own settings for proxies and indexes.
  const run = (command: string, args: readonly string[]) => runInstaller(command, args, environment);
  try {
    if (await hasUv(environment)) {
      if (made) await run('uv', ['venv', '--quiet', '--python', program, venv]);
      await run('uv', ['pip', 'install', '--quiet', '--python', python, '-r', requirements]);
    } else {
      if (made) await run(program, ['-m', 'venv', venv]);
      const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
      await run(python, ['-m', 'pip', 'install', ...quiet, '-r', requirements]);
    }
  } catch (error) {
    if (made) await rm(venv, { recursive: true, force: true });
    throw error;
  }
}

function hasUv(environment: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise(resolve => {
    const child = spawn('uv', ['--version'], { env: environment, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('close', code => resolve(code === 0));
  });
}

function runInstaller(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
    const forget = endWithUs(() => child.kill('SIGKILL'));
    let words = '';
    child.stderr.setEncoding('utf8').on('data', text => {
      words = (words + text).slice(-4096);
    });
    const fail = (what: string) => {
      const lines = words
        .trim()
        .split('\n')
        .filter(line => !/^\s*(WARNING|\[notice\])/.test(line));
      reject(
        new Failure(`.venv could not be made: ${lines.at(-1)?.trim() || what}`, {
          code: 'python-packages-failed',
          hint: `${path.basename(command)} ${args.slice(0, 3).join(' ')} … failed; is the network there, and does src/requirements.txt name packages that exist?`,
          details: { command: [command, ...args], words },
        }),
      );
    };
    child.once('error', error => {
      forget();
      fail(error.message);
    });
    child.once('close', (code, signal) => {
      forget();
      if (code === 0) resolve();
      else fail(signal ?? `exit ${code}`);
    });
  });
}
