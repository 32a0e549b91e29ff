// `git-model serve` as its clients meet it: a process of its own, on a free port.

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Project, testEnvironment } from './project.ts';

const BINARY = fileURLToPath(new URL('../../bin/git-model.js', import.meta.url));

type Event = Record<string, any>;

export type Server = {
  url: string;
  pid: number;
  arms: { branch: string; commit: string; weight: number }[];
  /** With --workers, who answers. */
  workers: { worker: number; pid: number }[];
  /** The next event of that kind that has not been waited for; throws after `patience` milliseconds, 20 s. */
  event(kind: string, patience?: number): Promise<Event>;
  /** What it wrote to standard error so far. */
  log(): string;
  get(path: string): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Values of /metrics by name and labels: `mv_predictions_served_total{branch="prod",role="answer"}`. */
  metrics(): Promise<Map<string, number>>;
  /** Asks it to end; gives its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

const started: ChildProcess[] = [];

/** For `test.after`: a test that fails before it stops its server must end all the same. */
export function endServers(): void {
  for (const child of started) child.kill('SIGKILL');
}

/** Starts a server and waits until it listens. Throws with what it said where it does not. */
export async function serve(
  project: Project,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Server> {
  const child = spawn(process.execPath, [BINARY, 'serve', ...args, '--port', '0', '--json'], {
    cwd: project.directory,
    env: testEnvironment(project.sandbox.home, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let [lines, log] = ['', ''];
  const events: Event[] = [];
  let heard = () => {};
  child.stderr.setEncoding('utf8').on('data', text => {
    log += text;
  });
  child.stdout.setEncoding('utf8').on('data', text => {
    lines += text;
    for (let end = lines.indexOf('\n'); end >= 0; end = lines.indexOf('\n')) {
      const line = lines.slice(0, end);
      // An event is one line; the document of an error, of which there are many, is what the failure below tells.
      if (line.startsWith('{"')) events.push(JSON.parse(line));
      else log += `${line}\n`;
      lines = lines.slice(end + 1);
    }
    heard();
  });
  const closed = new Promise<number | null>(resolve => {
    child.on('close', code => {
      resolve(code);
      heard();
    });
  });
  const event = async (kind: string, patience = 20_000): Promise<Event> => {
    const until = Date.now() + patience;
    for (;;) {
      const at = events.findIndex(each => each['event'] === kind);
      if (at >= 0) return events.splice(at, 1)[0];
      if (Date.now() > until || child.exitCode !== null) {
        throw new Error(`no event "${kind}": ${JSON.stringify(events)}\n${lines}${log}`);
      }
      await new Promise<void>(resolve => {
        heard = resolve;
        setTimeout(resolve, 200);
      });
    }
  };
  const { url, arms, workers = [] } = await event('listening');
  return {
    url,
    arms,
    workers,
    pid: child.pid!,
    event,
    log: () => log,
    get: path => fetch(`${url}${path}`),
    post: (path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    async metrics() {
      const text = await (await fetch(`${url}/metrics`)).text();
      const values = text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
      return new Map(
        values.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
      );
    },
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return closed;
    },
  };
}

/** A v2 request for rows of the shop's columns. */
export function shopRows(
  rows: { day?: string | null; temp?: number | null; weather?: string | null }[],
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const shape = [rows.length];
  return {
    ...more,
    inputs: [
      { name: 'day', shape, datatype: 'BYTES', data: rows.map(row => row.day ?? '2024-05-01') },
      {
        name: 'temp',
        shape,
        datatype: 'FP64',
        data: rows.map(row => (row.temp === undefined ? 10 : row.temp)),
      },
      {
        name: 'weather',
        shape,
        datatype: 'BYTES',
        data: rows.map(row => (row.weather === undefined ? 'sun' : row.weather)),
      },
    ],
  };
}
