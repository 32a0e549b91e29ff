// The host's end of a process that runs src/train.py or src/serve.py: starts it, talks to it, names the way it ended.

import { type ChildProcess, spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { Failure, UserError } from '../errors.ts';
import { boundedOutput } from '../features/output.ts';
import { endWithUs } from './end-with-us.ts';
import { type Limits, variableOf, type Waiting } from './limits.ts';
import { type FromTrainer, LONGEST_LINE, PROTOCOL } from './protocol.ts';
import { trainerEnvironment } from './python/environment.ts';
import { lineReader, wholeLines } from './read-lines.ts';
import { endError, protocolError, raisedError, timeoutError } from './trainer-error.ts';

/** What every process of one branch's code shares. */
export type TrainerCode = {
  /** The interpreter. */
  program: string;
  /** Folder that holds the branch's `src/` and nothing that is to be kept: the code's home is here too. */
  folder: string;
  seed: number;
  threads: number;
  limits: Limits;
  /** What the code prints, as it comes; 64 KiB of it at most. */
  onOutput?: (text: string) => void;
};

export type TrainerProcess = {
  /**
   * The next thing it says. `since`: when the wait began (`performance.now()`), where several messages share one limit.
   * Throws Failure `trainer-timeout`, `trainer-failed`, `trainer-protocol`.
   */
  next(wait: { waiting: Waiting; during: string; since?: number }): Promise<FromTrainer>;
  /** Resolves once the line can be followed by another. */
  send(request: object): Promise<void>;
  /** Whether it runs, as far as is known. */
  alive(): boolean;
  /** Hangs up, and ends it and all that it started; resolves once it is gone. */
  close(): Promise<void>;
};

/** The descriptor on which the child finds the channel. */
const CHANNEL = 3;
const LAST_WORDS = 4096;
/** How long a process that was hung up on may take before it is killed. */
const GRACE_MILLISECONDS = 2000;
/** How long output may trickle in once the process is gone: something that it started may hold the pipe open. */
const TRICKLE_MILLISECONDS = 500;

/**
 * Starts it and waits until it says hello in our version and has loaded the code. `weighted`: whether it must be able to
 * take weights of rows; else UserError `no-sample-weights`.
 */
export async function startTrainer(
  code: TrainerCode,
  {
    script,
    job,
    during,
    weighted = false,
  }: { script: 'train.py' | 'serve.py'; job: string; during: string; weighted?: boolean },
): Promise<TrainerProcess> {
  const running = spawnTrainer(code, script, job);
  try {
    const since = performance.now();
    const hello = await running.next({ waiting: 'start', during: 'starting', since });
    if (hello.event !== 'hello') throw protocolError('its first word is no "hello"');
    if (hello.protocol !== PROTOCOL) {
      throw new UserError(
        `src/protocol.py speaks version ${hello.protocol} of the trainer protocol, this git-model ${PROTOCOL}`,
        { code: 'trainer-protocol', hint: 'install the git-model that made this project, or a newer one' },
      );
    }
    const ready = await running.next({ waiting: 'start', during, since });
    if (ready.event !== 'ready') throw protocolError('"ready" was expected');
    if (weighted && ready.weights !== true) throw noWeights();
    return running;
  } catch (error) {
    await running.close();
    throw error;
  }
}

/** A fit that left them unheard would be another model than mv.yaml asks for. */
function noWeights(): UserError {
  return new UserError(
    'training.half_life lets older rows count less, and src/model.py cannot be told: its fit takes no sample_weight',
    {
      code: 'no-sample-weights',
      hint: 'def fit(self, rows, target, sample_weight=None), with src/train.py as the template of this version has it; or take half_life out of mv.yaml',
    },
  );
}

function spawnTrainer(code: TrainerCode, script: string, job: string): TrainerProcess {
  const { program, folder, limits, onOutput } = code;
  const child = spawn(program, ['-u', path.join(folder, 'src', script), '--channel', String(CHANNEL), job], {
    cwd: folder,
    env: trainerEnvironment(code, process.env),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // A group of its own: ended with all that it starts, such as the workers of joblib.
    detached: process.platform !== 'win32',
  });
  const channel = child.stdio[CHANNEL] as unknown as Duplex;
  const inbox: FromTrainer[] = [];
  let listener: (() => void) | null = null;
  let death: Error | null = null;
  let doing = 'starting';
  const die = (reason: Error) => {
    death ??= reason;
    listener?.();
  };
  const kill = (reason: Error) => {
    die(reason);
    killGroup(child);
  };

  const own = plainPaths(folder);
  const print = boundedOutput(onOutput && (text => onOutput(own(text))));
  let lastWords = '';
  const [said, complained] = [wholeLines(print), wholeLines(print)];
  child.stdout!.setEncoding('utf8').on('data', said.take).on('end', said.end);
  child
    .stderr!.setEncoding('utf8')
    .on('data', (text: string) => {
      lastWords = (lastWords + own(text)).slice(-LAST_WORDS);
      complained.take(text);
    })
    .on('end', complained.end);
  channel.on('error', () => {});
  channel.on(
    'data',
    lineReader({
      longest: LONGEST_LINE,
      tooLong: () => kill(protocolError(`a line is longer than ${LONGEST_LINE / 2 ** 20} MiB`)),
      take(line) {
        try {
          inbox.push(JSON.parse(line) as FromTrainer);
        } catch {
          return kill(protocolError(`this is no line of JSON: ${line.slice(0, 80)}`));
        }
        listener?.();
      },
    }),
  );

  const forget = endWithUs(() => killGroup(child));
  const ended = new Promise<void>(resolve => {
    child.once('error', cause => {
      die(new Failure(`${program} did not start: ${cause.message}`, { code: 'trainer-failed', cause }));
      if (child.pid === undefined) resolve();
    });
    child.once('exit', () => {
      killGroup(child);
      setTimeout(() => {
        for (const stream of [child.stdout, child.stderr, channel]) stream?.destroy();
      }, TRICKLE_MILLISECONDS).unref();
    });
    child.once('close', (exitCode, signal) => {
      die(endError({ during: doing, code: exitCode, signal, lastWords }));
      resolve();
    });
  }).finally(forget);

  return {
    async next({ waiting, during, since = performance.now() }) {
      doing = during;
      const seconds = limits[waiting];
      const left = since + seconds * 1000 - performance.now();
      const slow = () => kill(timeoutError({ during, seconds, variable: variableOf(waiting), lastWords }));
      // Longer than 2^31 milliseconds a timer would go off at once.
      const timer = left < 2 ** 31 ? setTimeout(slow, Math.max(0, left)) : undefined;
      try {
        while (inbox.length === 0 && death === null) {
          await new Promise<void>(resolve => {
            listener = resolve;
          });
        }
      } finally {
        clearTimeout(timer);
        listener = null;
      }
      const message = inbox.shift();
      if (message === undefined) throw death as unknown as Error;
      if (message.event === 'failed') throw raisedError(message.error);
      return message;
    },
    async send(request) {
      if (death !== null || channel.destroyed) return;
      if (channel.write(`${JSON.stringify(request)}\n`)) return;
      await Promise.race([new Promise(resolve => channel.once('drain', resolve)), ended]);
    },
    alive: () => death === null,
    async close() {
      channel.end();
      const timer = setTimeout(() => killGroup(child), GRACE_MILLISECONDS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

/** The code lies in a temporary folder, whose name says nothing to anybody: `src/model.py` does. */
function plainPaths(folder: string): (text: string) => string {
  const names = [...new Set([folder, realpathSync(folder)])].map(name => name + path.sep);
  return text => names.reduce((shown, name) => shown.replaceAll(name, ''), text);
}
