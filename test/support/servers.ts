// Git servers on the loopback address, started and stopped by a test.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createNetServer } from 'node:net';
import { userInfo } from 'node:os';
import path from 'node:path';
import { testEnvironment } from './project.ts';

export type Served = {
  /** What stands before the name of a repository, with a slash at its end. */
  url: string;
  /** The `authorization` headers that came, in order. */
  seen: string[];
  close(): Promise<void>;
};

/**
 * `git http-backend` behind a bridge from HTTP to CGI. With `password`, requests without it are answered 401, as a host
 * does it.
 */
export async function serveHttp(
  root: string,
  { home, password, latency = 0 }: { home: string; password?: string; latency?: number },
): Promise<Served> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const given = request.headers.authorization ?? '';
    if (given !== '') seen.push(given);
    if (password !== undefined && given !== `Basic ${Buffer.from(password).toString('base64')}`) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
      return;
    }
    setTimeout(() => answerByCgi(root, home, request, response), latency);
  });
  return listen(server, seen);
}

/** A host that says who it wants to know, and keeps what it is told. */
export async function serveHostile(): Promise<Served> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    if (request.headers.authorization) seen.push(request.headers.authorization);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="who are you"' }).end();
  });
  return listen(server, seen);
}

async function listen(server: Server, seen: string[]): Promise<Served> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  // A test that fails before it closes it must still come to its end.
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    seen,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** One request by the rules of CGI (RFC 3875): the request in variables and on stdin, a head and a body on stdout. */
export function answerByCgi(
  root: string,
  home: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const child = spawn('git', ['http-backend'], {
    env: {
      ...testEnvironment(home),
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: 'tester',
      REMOTE_ADDR: '127.0.0.1',
      REQUEST_METHOD: request.method ?? 'GET',
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      ...(request.headers['content-length'] ? { CONTENT_LENGTH: request.headers['content-length'] } : {}),
      ...(request.headers['content-encoding']
        ? { HTTP_CONTENT_ENCODING: request.headers['content-encoding'] }
        : {}),
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  child.stdin.on('error', () => {});
  let head: Buffer | null = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    if (head === null) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    const lines = head.subarray(0, end).toString().split('\r\n');
    const fields = lines.map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
    const status = Number(fields.find(([name]) => name.toLowerCase() === 'status')?.[1].split(' ')[0] ?? 200);
    response.writeHead(
      status,
      Object.fromEntries(fields.filter(([name]) => name.toLowerCase() !== 'status')),
    );
    response.write(head.subarray(end + 4));
    head = null;
  });
  child.on('close', () => response.end());
}

const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find(file => existsSync(file));

/** Why there can be no sshd here; null where there can. */
export function whyNoSshd(): string | null {
  if (SSHD === undefined) return 'no sshd: apt-get install openssh-server';
  return spawnSync('ssh', ['-V']).status === 0 ? null : 'no ssh';
}

/** An sshd of its own keys, and the `ssh` that gets in. */
export async function serveSsh(folder: string): Promise<Served & { ssh: string }> {
  await mkdir(folder, { recursive: true });
  const file = (name: string) => path.join(folder, name);
  for (const name of ['host', 'user'])
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)]);
  await writeFile(file('authorized_keys'), await readFile(file('user.pub')), { mode: 0o600 });
  const port = await freePort();
  await writeFile(
    file('config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${file('host')}`,
      `AuthorizedKeysFile ${file('authorized_keys')}`,
      `PidFile ${file('pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      '',
    ].join('\n'),
  );
  // Where it is started by root it wants this folder, which a boot would have made.
  if (userInfo().uid === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const child = spawn(SSHD!, ['-D', '-e', '-f', file('config')], { stdio: 'ignore' });
  await answers(port, child);
  return {
    url: `ssh://${userInfo().username}@127.0.0.1:${port}`,
    ssh: `ssh -i ${file('user')} -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=${file('known')} -o BatchMode=yes -F none`,
    seen: [],
    close: () =>
      new Promise(resolve => {
        child.once('close', () => resolve());
        child.kill();
      }),
  };
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createNetServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function answers(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error(`sshd ended with ${child.exitCode}`);
    const open = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error('sshd does not answer');
}
