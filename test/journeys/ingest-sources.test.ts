// `ingest` of what is no file here: addresses and commands, typed or listed in mv.yaml.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type CsvServer, startCsvServer } from '../support/csv-server.ts';
import { makeProject, type Project } from '../support/project.ts';

const HEADER = 'day,temp,weather,sales\n';
const ROWS = `${HEADER}2024-06-01,1,sun,2\n2024-06-02,2,fog,3\n`;

type Env = Record<string, string | undefined>;

async function serverAndProject(): Promise<{ server: CsvServer; project: Project; end(): Promise<void> }> {
  const [server, project] = [await startCsvServer(), await makeProject()];
  const end = async () => {
    await server.close();
    await project.remove();
  };
  return { server, project, end };
}

const dataGit = (project: Project, ...args: string[]) =>
  project.sandbox.git(args, { directory: project.sandbox.path('shop-data.git') });

async function listSources(project: Project, yaml: string): Promise<void> {
  await project.write('mv.yaml', `${await project.read('mv.yaml')}\nsources:\n${yaml}`);
  await project.commit('Sources');
}

async function code(project: Project, args: string[], env: Env = {}): Promise<[number | null, string]> {
  const before = await dataGit(project, 'rev-parse', 'main');
  const ran = await project.mv(['ingest', ...args, '--json'], { env });
  assert.is(await dataGit(project, 'rev-parse', 'main'), before);
  return [ran.exitCode, ran.document().error.code];
}

test('an address is fetched; the next time the server says that nothing is new, and it costs no row', async () => {
  const { server, project, end } = await serverAndProject();
  server.answer((response, request) => {
    if (request.headers['if-none-match'] === '"one"') return response.writeHead(304).end();
    return response.writeHead(200, { etag: '"one"', 'content-encoding': 'gzip' }).end(gzipSync(ROWS));
  });
  const made = await project.json('ingest', `${server.url}/june.csv`, '--date', '2024-06-02');
  assert.equal([made.rows, made.files], [2, ['updates/2024-06-02.csv']]);
  assert.is(`${await dataGit(project, 'show', 'main:updates/2024-06-02.csv')}\n`, ROWS);
  const again = await project.json('ingest', `${server.url}/june.csv`);
  assert.equal([again.rows, again.data.after, again.sources[0].unchanged], [0, made.data.after, true]);
  assert.is(server.asked[1].headers['if-none-match'], '"one"');
  // Where those rows are no longer part of the data, what the server said of them counts no more.
  await dataGit(project, 'update-ref', 'refs/heads/main', made.data.before);
  assert.is((await project.json('ingest', `${server.url}/june.csv`)).rows, 2);
  await end();
});

test('a server that fails is asked again, and one that says no is not', async () => {
  const { server, project, end } = await serverAndProject();
  let failures = 2;
  server.answer(response => {
    if (failures-- > 0) return response.writeHead(503).end('busy');
    return response.writeHead(200).end(ROWS);
  });
  assert.is((await project.json('ingest', `${server.url}/x.csv`)).rows, 2);
  assert.is(server.asked.length, 3);
  server.asked.length = 0;
  server.answer(response => response.writeHead(404).end());
  assert.equal(await code(project, [`${server.url}/x.csv`]), [1, 'download-failed']);
  assert.is(server.asked.length, 1);
  server.asked.length = 0;
  // Cut short on its way: what came is no answer.
  server.answer(response => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write(ROWS, () => response.destroy());
  });
  assert.equal(await code(project, [`${server.url}/x.csv`]), [1, 'download-failed']);
  assert.is(server.asked.length, 4);
  await end();
});

test('pages, endless answers and redirects to elsewhere are refused', async () => {
  const { server, project, end } = await serverAndProject();
  const other = await startCsvServer();
  other.answer(response => response.end(ROWS));
  const typed = `${server.url}/x.csv`;
  server.answer(response => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sign in'));
  assert.equal(await code(project, [typed]), [2, 'not-csv']);
  server.answer(response => response.end('<!doctype html><title>Sorry</title>'));
  assert.equal(await code(project, [typed]), [2, 'not-csv']);
  for (const [location, expected] of [
    ['file:///etc/passwd', 'refused-redirect'],
    ['http://169.254.169.254/latest/meta-data/', 'private-address'],
    [`${other.url}/x.csv`, 'private-address'],
    [`http://localhost:${other.port}/x.csv`, 'private-address'],
    ['http://[::ffff:7f00:1]/x.csv', 'private-address'],
    [typed, 'refused-redirect'],
  ]) {
    server.answer(response => response.writeHead(302, { location }).end());
    assert.equal(await code(project, [typed]), [2, expected], location);
  }
  assert.is(other.asked.length, 0, 'nobody was asked who should not be');
  await project.git('config', '--add', 'mv.allowedHosts', `127.0.0.1:${other.port}`);
  server.answer(response => response.writeHead(302, { location: `${other.url}/x.csv` }).end());
  assert.is((await project.json('ingest', typed)).rows, 2);
  assert.equal(await code(project, ['file:///etc/passwd']), [2, 'unsupported-url']);
  await other.close();
  await end();
});

test('a proxy of the environment is asked, but for what no_proxy names, and leads nowhere private either', async () => {
  const { server: proxy, project, end } = await serverAndProject();
  const tunnels: string[] = [];
  proxy.onConnect(address => tunnels.push(address));
  const env = {
    http_proxy: `http://ada:geheim@127.0.0.1:${proxy.port}`,
    https_proxy: proxy.url,
    no_proxy: 'localhost',
  };
  const typed = 'http://data.example.test/x.csv';
  proxy.answer(response => response.end(ROWS));
  const made = await project.mv(['ingest', typed, '--json'], { env });
  assert.is(made.exitCode, 0, made.stdout + made.stderr);
  assert.equal([made.document().rows, proxy.asked[0].path], [2, typed]);
  const { 'proxy-authorization': authorization, host } = proxy.asked[0].headers;
  assert.equal([authorization, host], [`Basic ${btoa('ada:geheim')}`, 'data.example.test']);
  // Past the proxy, by its own name.
  await project.mv(['ingest', `http://localhost:${proxy.port}/y.csv`, '--json'], { env });
  assert.is(proxy.asked[1].path, '/y.csv');
  for (const location of [
    'http://169.254.169.254/',
    `http://127.0.0.1:${proxy.port}/`,
    'http://nowhere.example.test/',
  ]) {
    proxy.asked.length = 0;
    proxy.answer(response => response.writeHead(302, { location }).end());
    assert.equal(await code(project, [typed], env), [2, 'private-address'], location);
    assert.is(proxy.asked.length, 1);
  }
  const ran = await project.mv(['ingest', 'https://data.example.test/x.csv', '--json'], { env });
  assert.equal([ran.exitCode, ran.document().error.code], [1, 'download-failed']);
  assert.equal([...new Set(tunnels)], ['data.example.test:443']);
  assert.not.match(ran.stdout + ran.stderr, 'geheim');
  await end();
});

test('limits of time and size hold, for addresses and for commands', async () => {
  const { server, project, end } = await serverAndProject();
  await listSources(
    project,
    `  - {name: slow, url: "${server.url}/slow.csv", timeout: 1, max_megabytes: 1}\n`,
  );
  server.answer(response => {
    response.writeHead(200);
    response.write(ROWS);
    const more = setInterval(() => response.write('2024-06-03,1,sun,2\n'), 50);
    response.on('close', () => clearInterval(more));
  });
  assert.equal(await code(project, []), [1, 'timed-out']);
  server.answer(response =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('a'.repeat(2 << 20))),
  );
  assert.equal(await code(project, []), [2, 'too-large']);
  const text = (await project.read('mv.yaml')).split('\nsources:')[0];
  for (const [command, expected] of [
    ['yes 2024-06-03,1,sun,2', [2, 'too-large']],
    ['sleep 30 | cat', [1, 'timed-out']],
    ['echo sorry >&2; exit 3', [1, 'command-failed']],
  ] as const) {
    await project.write('mv.yaml', text);
    await listSources(project, `  - {name: client, command: "${command}", timeout: 1, max_megabytes: 1}\n`);
    assert.equal(await code(project, []), expected, command);
  }
  await end();
});

const SECRET = 'hunter2-&=/+secret';

/** Whether a text stands in any file under a folder, packed objects of Git unpacked. */
function isWritten(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .map(name => path.join(folder, name))
    .filter(file => statSync(file, { throwIfNoEntry: false })?.isFile())
    .filter(file => readFileSync(file).includes(text));
}

test('a secret goes to its server alone: not into a commit, a file, a message, and not without being allowed', async () => {
  const { server, project, end } = await serverAndProject();
  const other = await startCsvServer();
  const env = { TOKEN: SECRET };
  await listSources(
    project,
    `  - name: api\n    url: "${server.url}/rows.csv?key=\${TOKEN}"\n    headers: {Authorization: "Bearer \${TOKEN}"}\n`,
  );
  assert.equal(await code(project, [], env), [2, 'variable-not-allowed']);
  assert.is(server.asked.length, 0);
  await project.git('config', '--add', 'mv.allowedVariables', 'OTHER, TOKEN');
  await project.git('config', '--add', 'mv.allowedHosts', '127.0.0.1');
  assert.equal(await code(project, []), [2, 'variable-not-set']);
  server.answer((response, request) => {
    if (request.url?.startsWith('/rows.csv'))
      return response.writeHead(302, { location: `${other.url}/there?key=${SECRET}` }).end();
    return response.end(ROWS);
  });
  other.answer(response => response.writeHead(404).end(SECRET));
  const failed = await project.mv(['ingest'], { env: { ...env, MV_DEBUG: '1' } });
  assert.is(failed.exitCode, 1);
  assert.not.match(failed.stderr + failed.stdout, 'hunter2');
  assert.is(server.asked[0].headers['authorization'], `Bearer ${SECRET}`);
  assert.is(new URL(server.asked[0].path, server.url).searchParams.get('key'), SECRET);
  assert.is(
    other.asked[0].headers['authorization'],
    undefined,
    'what was meant for one is not told to another',
  );
  server.answer(response => response.writeHead(200, { etag: '"x"' }).end(ROWS));
  const made = await project.mv(['ingest', '--json'], { env });
  assert.is(made.document().rows, 2);
  assert.not.match(made.stdout, 'hunter2');
  assert.equal(isWritten(project.sandbox.root, 'hunter2'), []);
  for (const repository of ['shop', 'shop-data.git']) {
    const { stdout } = spawnSync('git', ['log', '--all', '-p', '--format=%B'], {
      cwd: project.sandbox.path(repository),
      encoding: 'utf8',
    });
    assert.not.match(stdout, 'hunter2');
  }
  await other.close();
  await end();
});

test("a command prints rows: with the variables that it names, and with nobody else's credentials", async () => {
  const project = await makeProject();
  await listSources(
    project,
    `  - name: database\n    command: printf '%s\\n' day,temp,weather,sales "2024-06-01,1,\${KIND}-\${GITHUB_TOKEN:-none},2"\n`,
  );
  await project.git('config', 'mv.allowedVariables', 'KIND');
  const ran = await project.mv(['ingest', '--date', '2024-06-01', '--json'], {
    env: { KIND: 'sun', GITHUB_TOKEN: 'ghp' },
  });
  assert.is(ran.exitCode, 0, ran.stdout);
  assert.match(await dataGit(project, 'show', 'main:updates/2024-06-01.csv'), '2024-06-01,1,sun-none,2');
  assert.match(await dataGit(project, 'log', '-1', '--format=%B', 'main'), 'from database');
  await project.comesFrom('upstream', 'https://git.example.org/shop.git');
  assert.equal(await code(project, [], { KIND: 'sun' }), [2, 'untrusted']);
  await project.remove();
});

test('sources of mv.yaml are those of the environment, and a private address of theirs is asked only where all is trusted', async () => {
  const { server, project, end } = await serverAndProject();
  server.answer(response => response.end(ROWS));
  await listSources(project, `  - {name: own, url: "${server.url}/own.csv"}\n`);
  await project.json('experiment', 'feature-x');
  await project.write('mv.yaml', (await project.read('mv.yaml')).replace('own.csv', 'stolen.csv'));
  await project.commit('Other sources');
  assert.is((await project.json('ingest')).rows, 2);
  assert.equal(
    server.asked.map(({ path: asked }) => asked),
    ['/own.csv'],
  );
  await project.comesFrom('upstream', 'https://git.example.org/shop.git');
  assert.equal(await code(project, []), [2, 'private-address']);
  await end();
});

test('where nobody answers it says so', async () => {
  const { server, project, end } = await serverAndProject();
  await server.close();
  assert.equal(await code(project, [`${server.url}/x.csv`]), [1, 'download-failed']);
  assert.equal(await code(project, ['http://no-such-host.invalid/x.csv']), [1, 'download-failed']);
  await end();
});

test.run();
