// A gate that is a command of the project's own: it runs in a folder that holds what the release would.

import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { childEnvironment } from '../features/child-entry.ts';
import type { Gate } from '../project/gates-schema.ts';
import { materialiseTree } from '../repository/objects/materialise.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { withTemporaryFolder } from '../repository/temporary-folder.ts';
import { endWithUs } from '../trainer/end-with-us.ts';
import type { Judgement } from './verdict.ts';

/** What is kept of what it prints. */
const LAST_WORDS = 200;
/** How long output may trickle in once it has ended. */
const TRICKLE_MILLISECONDS = 200;

type Ended = { exitCode: number | null; why: string };

/** `tree` is written out without its submodules; of the user's environment only what a process needs to start is there. */
export function judgeCommand(
  { command, timeout }: Extract<Gate, { kind: 'command' }>,
  { reader, tree, onOutput }: { reader: ObjectReader; tree: string; onOutput: (text: string) => void },
): Promise<Judgement> {
  return withTemporaryFolder('gate', async folder => {
    const directory = path.join(folder, 'tree');
    const home = path.join(folder, 'home');
    await mkdir(home);
    await materialiseTree(reader, tree, directory);
    const environment = { ...childEnvironment(process.env), HOME: home };
    const { exitCode, why } = await runToEnd(command, { directory, environment, seconds: timeout, onOutput });
    const shown = command.join(' ');
    const passed = exitCode === 0;
    return {
      passed,
      value: exitCode,
      limit: 0,
      reason: passed ? `${shown}: exit code 0` : `${shown}: ${why}`,
    };
  });
}

function runToEnd(
  [program, ...words]: readonly string[],
  {
    directory,
    environment,
    seconds,
    onOutput,
  }: {
    directory: string;
    environment: NodeJS.ProcessEnv;
    seconds: number;
    onOutput: (text: string) => void;
  },
): Promise<Ended> {
  const child = spawn(program, words, {
    cwd: directory,
    env: environment,
    // A group of its own: ended with all that it started.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It is over already.
    }
  };
  const forget = endWithUs(end);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-LAST_WORDS);
      onOutput(text);
    });
  }
  const lastWords = () => {
    const words = said.replace(/[\s\p{C}]+/gu, ' ').trim();
    return words === '' ? '' : ` (${words})`;
  };
  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    end();
  }, seconds * 1000);
  return new Promise<Ended>(resolve => {
    child.once('error', error => resolve({ exitCode: null, why: `it did not start: ${error.message}` }));
    child.once('exit', (exitCode, signal) => {
      end();
      const told = () => {
        if (timedOut) resolve({ exitCode: null, why: `it took longer than ${seconds} s` });
        else if (signal) resolve({ exitCode: null, why: `ended by ${signal}${lastWords()}` });
        else resolve({ exitCode, why: `exit code ${exitCode}${lastWords()}` });
      };
      const late = setTimeout(told, TRICKLE_MILLISECONDS);
      child.once('close', () => {
        clearTimeout(late);
        told();
      });
    });
  }).finally(() => {
    clearTimeout(limit);
    forget();
  });
}
