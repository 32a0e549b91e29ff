// Credentials reach the host they are for, and nothing else: no argument, no file, no log, no other host.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer as createProxy } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Sandbox } from '../support/project.ts';
import { answerByCgi, serveHostile, serveHttp } from '../support/servers.ts';
import { makeSharedProject } from '../support/shared-project.ts';

const TOKEN = 'ghp_never_to_be_seen_4711';
const CREDENTIALS = { GITHUB_USERNAME: 'ada', GITHUB_TOKEN: TOKEN };

/** A github.com of our own behind a proxy: TLS with a certificate that only this test believes. */
async function serveGithub(sandbox: Sandbox, root: string) {
  const [key, certificate] = ['key.pem', 'certificate.pem'].map(name => sandbox.path(name));
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=github.com'],
    ...['-addext', 'subjectAltName=DNS:github.com', '-keyout', key, '-out', certificate],
  ]);
  assert.is(made.status, 0, String(made.stderr));
  const seen: string[] = [];
  const server = createServer(
    { key: await readFile(key), cert: await readFile(certificate) },
    (request, response) => {
      const given = request.headers.authorization ?? '';
      seen.push(given);
      if (given !== `Basic ${Buffer.from(`ada:${TOKEN}`).toString('base64')}`)
        response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
      else answerByCgi(root, sandbox.home, request, response);
    },
  );
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const proxy = createProxy().on('connect', (_request, socket, head) => {
    const upstream = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket);
      socket.pipe(upstream);
    });
    for (const one of [upstream, socket]) one.on('error', () => {});
  });
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
  for (const one of [server, proxy]) one.unref();
  return {
    seen,
    env: {
      GIT_SSL_CAINFO: certificate,
      https_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    },
    close() {
      server.closeAllConnections();
      server.close();
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}

/** Looks at the arguments of every process of the machine until it is told to stop; says in which the text was. */
function watchArguments(text: string): () => string[] {
  const found: string[] = [];
  const look = () => {
    for (const id of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
      try {
        const line = readFileSync(`/proc/${id}/cmdline`, 'utf8');
        if (line.includes(text)) found.push(line.replaceAll('\0', ' '));
      } catch {
        // It has ended.
      }
    }
  };
  const timer = setInterval(look, 3);
  return () => {
    clearInterval(timer);
    return found;
  };
}

async function filesHolding(root: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    if ((await readFile(file)).includes(text)) found.push(file);
  }
  return found;
}

test('GITHUB_TOKEN reaches github.com and stands in no argument, file or log', async () => {
  const { project, hub } = await makeSharedProject();
  const { sandbox } = project;
  const server = await serveGithub(sandbox, hub);
  await project.git('remote', 'set-url', 'origin', 'https://github.com/shop.git');
  // This one would keep in a file whatever was let in.
  await sandbox.git(['config', '--global', 'credential.helper', 'store']);
  const traces = { GIT_TRACE: sandbox.path('trace'), GIT_TRACE_CURL: sandbox.path('trace-curl') };
  const env = { ...CREDENTIALS, ...server.env, ...traces };
  const stop = watchArguments(TOKEN);
  const outputs: string[] = [];
  for (const words of [
    ['push'],
    ['clone', 'https://github.com/shop.git', '../again'],
    ['pull'],
    ['doctor', '--remote'],
  ]) {
    const ran = await project.mv([...words, '--json'], { env });
    assert.is(ran.exitCode, 0, `${words.join(' ')}: ${ran.stdout}${ran.stderr}`);
    outputs.push(ran.stdout, ran.stderr);
  }
  assert.equal(stop(), [], 'arguments of processes');
  assert.not.match(outputs.join('\n'), TOKEN);
  assert.equal(await filesHolding(sandbox.root, TOKEN), []);
  assert.equal(await filesHolding(sandbox.root, Buffer.from(`ada:${TOKEN}`).toString('base64')), []);
  assert.ok(
    server.seen.some(given => given !== ''),
    'it was shown to github.com',
  );
  server.close();
  await project.remove();
});

test('a host that is not github.com is shown nothing of it, however it asks', async () => {
  const { project } = await makeSharedProject();
  const server = await serveHostile();
  const urls = [
    `${server.url}shop.git`,
    server.url.replace('http://', 'http://github.com@') + 'shop.git',
    `${server.url}github.com/shop.git`,
  ];
  for (const url of urls) {
    await project.git('remote', 'set-url', 'origin', url);
    for (const command of ['push', 'pull']) {
      const ran = await project.mv([command, '--json'], { env: CREDENTIALS });
      assert.is(ran.exitCode, 1, ran.stdout);
      assert.is(ran.document().error.code, 'remote-denied', ran.stdout);
      assert.not.match(ran.stdout + ran.stderr, TOKEN);
    }
  }
  // Of one of them the user's name is a part of the URL itself: it is what Git shows, with an empty password.
  const shown = new Set(
    server.seen.map(given => Buffer.from(given.slice('Basic '.length), 'base64').toString()),
  );
  assert.equal([...shown], ['github.com:']);
  await server.close();
  await project.remove();
});

test('a password in a URL is never shown, and clone takes none', async () => {
  const { project, hub } = await makeSharedProject();
  const server = await serveHttp(hub, { home: project.sandbox.home, password: 'ada:hunter2' });
  const url = server.url.replace('http://', 'http://ada:hunter2@');
  await project.git('remote', 'set-url', 'origin', `${url}shop.git`);
  const outputs: string[] = [];
  const call = async (...words: string[]) => {
    for (const json of [['--json'], []]) {
      const ran = await project.mv([...words, ...json]);
      outputs.push(ran.stdout, ran.stderr);
    }
  };
  await call('push');
  await call('pull');
  await call('doctor', '--remote');
  await call('clone', `${url}shop.git`, '../copy');
  await project.git('remote', 'set-url', 'origin', `${url}nowhere.git`);
  await call('push');
  await server.close();
  await call('pull');
  assert.not.match(outputs.join('\n'), 'hunter2');
  assert.equal(await filesHolding(path.join(project.directory, '.git', 'modules'), 'hunter2'), []);
  await project.remove();
});

test.run();
