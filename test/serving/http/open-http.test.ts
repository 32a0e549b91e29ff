// What comes over a socket before any model is asked: forms of HTTP that two readers would read in two ways, senders that
// are slow, bodies that are too many, tokens. A server of its own in this process.

import type { AddressInfo } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openHttp } from '../../../src/serving/http/open-http.ts';
import { speak } from '../../support/raw-http.ts';

const TOKEN = { authorization: 'Bearer sesame' };

async function opened({ token = null as string | null, idle = 60_000, room = 1500, patience = 20 } = {}) {
  const log: string[] = [];
  const app = openHttp({
    limits: {
      bodyBytes: 1000,
      allBodyBytes: room,
      requestMilliseconds: 1500 * patience,
      headersMilliseconds: 1000 * patience,
      idleMilliseconds: idle,
    },
    logger: pino({}, { write: (line: string) => log.push(line) }),
    token,
    methodsOf: path => (path === '/echo' ? ['POST'] : []),
  });
  const asked: string[] = [];
  app.addHook('onRequest', (request, _reply, done) => {
    asked.push(request.url);
    done();
  });
  let release = () => {};
  const held = new Promise<void>(resolve => {
    release = resolve;
  });
  app.get('/ping', () => ({}));
  app.get('/second', () => ({}));
  app.get('/fault', () => {
    throw new Error('the secret of /srv/app.ts');
  });
  app.post('/echo', request => ({ bytes: (request.body as Buffer | undefined)?.length ?? 0 }));
  app.post('/held', async () => {
    await held;
    return {};
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address() as AddressInfo;
  return { app, url, log, asked, release, address, say: (bytes: string) => speak(url, bytes) };
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise(resolve => setTimeout(resolve, 10));
}

const POST = 'POST /echo HTTP/1.1\r\nhost: x\r\n';
/** Behind a body: whoever takes the body for shorter than it is asks this, too. */
const SECOND = 'GET /second HTTP/1.1\r\nhost: x\r\n\r\n';

test('what two readers of HTTP would read in two ways is refused, and the connection is closed', async () => {
  const { app, asked, say } = await opened({ room: 100_000, idle: 300 });
  const chunked = (headers: string, chunks = `0\r\n\r\n${SECOND}`) => `${POST}${headers}\r\n\r\n${chunks}`;
  const forms: Record<string, string> = {
    'a length and chunks': chunked('content-length: 4\r\ntransfer-encoding: chunked'),
    'chunks and a length': chunked(
      'transfer-encoding: chunked\r\ncontent-length: 4',
      `5\r\nabcde\r\n0\r\n\r\n`,
    ),
    'two lengths': `${POST}content-length: 4\r\ncontent-length: ${4 + SECOND.length}\r\n\r\nabcd${SECOND}`,
    'one length twice': `${POST}content-length: 4\r\ncontent-length: 4\r\n\r\nabcd`,
    'a list of lengths': `${POST}content-length: 4, 4\r\n\r\nabcd`,
    'a negative length': `${POST}content-length: -1\r\n\r\n${SECOND}`,
    'a length with a sign': `${POST}content-length: +4\r\n\r\nabcd`,
    'a length of 2^66': `${POST}content-length: 99999999999999999999\r\n\r\nabcd`,
    'a length in hex': `${POST}content-length: 0x4\r\n\r\nabcd`,
    'no number as length': `${POST}content-length: \r\n\r\n${SECOND}`,
    'a chunk without size': chunked('transfer-encoding: chunked', `zz\r\nabc\r\n0\r\n\r\n${SECOND}`),
    'a chunk of negative size': chunked('transfer-encoding: chunked', `-1\r\nabc\r\n0\r\n\r\n${SECOND}`),
    'a chunk of 2^72': chunked(
      'transfer-encoding: chunked',
      `ffffffffffffffffff\r\nabc\r\n0\r\n\r\n${SECOND}`,
    ),
    'a chunk longer than it says': chunked('transfer-encoding: chunked', `2\r\nabc\r\n0\r\n\r\n${SECOND}`),
    'chunks that end in line feeds': chunked('transfer-encoding: chunked', `3\nabc\n0\n\n${SECOND}`),
    'chunks that are not last': chunked('transfer-encoding: chunked, identity'),
    'another coding': chunked('transfer-encoding: xchunked'),
    'a compressed coding': chunked('transfer-encoding: gzip, chunked'),
    'a blank before the colon': chunked('transfer-encoding : chunked'),
    'a vertical tab': chunked('transfer-encoding: \x0bchunked'),
    'two codings': chunked('transfer-encoding: chunked\r\ntransfer-encoding: identity'),
    'a folded line': `${POST}x-a: b\r\n content-length: 4\r\n\r\nabcd`,
    'a folded coding': chunked('transfer-encoding:\r\n chunked'),
    'lines that end in line feeds': 'GET /ping HTTP/1.1\nhost: x\n\n',
    'a carriage return within a line': `${POST}x-a: a\rcontent-length: 4\r\n\r\nabcd`,
    'a zero byte': `${POST}x-a: a\0b\r\n\r\n`,
    'a line without a colon': `${POST}garbage\r\n\r\n`,
    'a header without a name': `${POST}: x\r\n\r\n`,
    'no Host': 'GET /ping HTTP/1.1\r\n\r\n',
    'two Hosts': 'GET /ping HTTP/1.1\r\nhost: a\r\nHost: b\r\n\r\n',
    'a version of its own': 'GET /ping HTTP/3.7\r\nhost: x\r\n\r\n',
    'HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'a method of its own': 'FOO /ping HTTP/1.1\r\nhost: x\r\n\r\n',
    'a blank in the path': 'GET /pi ng HTTP/1.1\r\nhost: x\r\n\r\n',
    'headers of 40,000 bytes': `GET /ping HTTP/1.1\r\nhost: x\r\nx-a: ${'a'.repeat(40_000)}\r\n\r\n`,
    'a path of 40,000 bytes': `GET /${'a'.repeat(40_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
    'an expectation': 'GET /ping HTTP/1.1\r\nhost: x\r\nexpect: tea\r\n\r\n',
    'a body that is too long': `${POST}content-length: 5000\r\n\r\n${'a'.repeat(2000)}`,
    'chunks that are too many': chunked('transfer-encoding: chunked', `7d0\r\n${'a'.repeat(2000)}\r\n`),
  };
  await Promise.all(
    Object.entries(forms).map(async ([name, bytes]) => {
      const answers = await say(bytes);
      assert.is(answers.length, 1, `${name}: ${JSON.stringify(answers)}`);
      const [{ status, headers, body }] = answers;
      assert.ok(status >= 400 && status < 500, `${name}: ${status}`);
      assert.is(headers.get('connection'), 'close', name);
      assert.type(JSON.parse(body).error, 'string', name);
    }),
  );
  assert.not.ok(asked.includes('/second'));
  // A tunnel is closed without a word.
  assert.equal(await say('CONNECT a:1 HTTP/1.1\r\nhost: x\r\n\r\n'), []);
  // A body that is announced is a body, whatever it looks like; and what was announced may come in pieces.
  const [got] = await say(
    `GET /ping HTTP/1.1\r\nhost: x\r\ncontent-length: ${SECOND.length}\r\n\r\n${SECOND}`,
  );
  assert.is(got.status, 200);
  const [pieces, after] = await say(
    `${POST}transfer-encoding: chunked\r\n\r\n2\r\nab\r\n1;a=b\r\nc\r\n0\r\n\r\n${SECOND}`,
  );
  assert.equal([pieces.body, after.status], ['{"bytes":3}', 200]);
  assert.is(asked.filter(each => each === '/second').length, 1);
  await app.close();
});

test('whoever sends nothing, half a header or half a body is told so in its time, and others are answered meanwhile', async () => {
  const { app, url, say } = await opened({ patience: 1, idle: 300 });
  const slow = ['', 'POST /echo HT', `${POST}content-length: 10\r\n\r\nabc`];
  const waiting = Array.from({ length: 200 }, (_, at) => say(slow[at % 3]));
  for (let time = 0; time < 5; time++) assert.is((await fetch(`${url}/ping`)).status, 200);
  for (const answers of await Promise.all(waiting)) {
    assert.equal(
      answers.map(({ status, body }) => [status, JSON.parse(body).error]),
      [[408, 'the request took too long to come']],
    );
  }
  // One that was answered may stay and ask again, for as long as an idle connection may.
  const [first, second] = await say(
    'GET /ping HTTP/1.1\r\nhost: x\r\n\r\nGET /ping HTTP/1.1\r\nhost: x\r\n\r\n',
  );
  assert.equal([first.status, second.status, first.headers.get('connection')], [200, 200, 'keep-alive']);
  await app.close();
});

test('bodies under way are bounded: the next is told to come again, and there is room once they are answered', async () => {
  const { app, url, asked, release } = await opened();
  const post = (path: string, bytes: number) =>
    fetch(`${url}${path}`, { method: 'POST', body: 'a'.repeat(bytes) });
  const first = post('/held', 900);
  await until(() => asked.includes('/held'));
  const refused = await post('/echo', 700);
  assert.equal([refused.status, refused.headers.get('retry-after')], [429, '1']);
  assert.equal(await refused.json(), { error: 'too many bodies are under way' });
  assert.is((await post('/echo', 500)).status, 200);
  release();
  assert.is((await first).status, 200);
  assert.is((await post('/echo', 1000)).status, 200);
  assert.is((await post('/echo', 1001)).status, 413);
  await app.close();
});

test('a compressed body is unpacked, to no more than a body may have', async () => {
  const { app, url } = await opened();
  const post = (coding: string, body: Buffer) =>
    fetch(`${url}/echo`, {
      method: 'POST',
      headers: { 'content-encoding': coding },
      body: new Uint8Array(body),
    });
  const bytes = Buffer.alloc(1000, 'a');
  for (const [coding, packed] of [
    ['gzip', gzipSync(bytes)],
    ['deflate', deflateSync(bytes)],
    ['identity', bytes],
  ] as const) {
    assert.equal(await (await post(coding, packed)).json(), { bytes: 1000 });
  }
  const refusals = [
    await post('gzip', gzipSync(Buffer.alloc(1001))),
    await post('gzip', bytes),
    await post('deflate', gzipSync(bytes)),
    await post('br', bytes),
    await post('gzip, gzip', gzipSync(gzipSync(bytes))),
  ];
  assert.equal(
    refusals.map(({ status }) => status),
    [413, 400, 400, 415, 415],
  );
  for (const refused of refusals) assert.type(((await refused.json()) as any).error, 'string');
  await app.close();
});

test('what was accepted before the end is answered, and whoever comes then is not', async () => {
  // A connection that is kept for a minute must not be waited for.
  const { app, url, asked, release } = await opened();
  const accepted = speak(url, 'POST /held HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n');
  const idle = speak(url, 'GET /ping HTTP/1.1\r\nhost: x\r\n\r\n');
  await until(() => asked.length === 2);
  const closed = app.close();
  // Idle ones are closed at once.
  assert.is((await idle).length, 1);
  assert.is(await fetch(`${url}/ping`).catch(() => 'refused'), 'refused');
  release();
  const answers = await accepted;
  assert.equal(
    answers.map(({ status }) => status),
    [200],
  );
  await closed;
});

test('a fault of ours is a 500 that says nothing of itself, and the log says all of it on one line', async () => {
  const { app, url, log } = await opened();
  const answer = await fetch(`${url}/fault?a=%0d%0ainjected`, { headers: { 'user-agent': 'a" \\n b' } });
  assert.is(answer.status, 500);
  assert.not.match(await answer.text(), /secret|srv|at /);
  const [line, ...more] = log.filter(each => each.includes('secret'));
  assert.is(more.length, 0);
  assert.is(line.trim().split('\n').length, 1);
  assert.match(JSON.parse(line).err.stack, 'open-http.test');
  // No page of another site may read what is said here.
  const asked = await fetch(`${url}/ping`, { headers: { origin: 'https://example.org' } });
  const preflight = await fetch(`${url}/echo`, {
    method: 'OPTIONS',
    headers: { origin: 'https://example.org', 'access-control-request-method': 'POST' },
  });
  assert.is(preflight.status, 405);
  for (const { headers } of [asked, preflight, answer]) {
    assert.equal(
      [...headers.keys()].filter(name => name.startsWith('access-control')),
      [],
    );
  }
  await app.close();
});

test('a token is asked for by all but the probes, and no other text is the token', async () => {
  const { app, url, asked, address, say } = await opened({ token: 'sesame' });
  const status = async (path: string, headers = {}) => (await fetch(`${url}${path}`, { headers })).status;
  assert.is(await status('/second', TOKEN), 200);
  assert.is(await status('/second', { authorization: 'bearer  sesame' }), 200);
  const others = [
    '',
    'sesame',
    'Basic sesame',
    'Bearer',
    'Bearer ',
    'Bearer sesam',
    'Bearer sesamf',
    'Bearer sesames',
    'Bearer SESAME',
    'Bearer sesame, Bearer x',
  ];
  for (const authorization of others)
    assert.is(await status('/second', { authorization }), 401, authorization);
  assert.is(await status('/second'), 401);
  assert.is(await status('/nothing'), 401);
  assert.is(await status('/ping'), 200);
  // Paths that look like a probe's are none.
  for (const path of ['/%70ing', '/PING', '/ping/', '//ping', '/ping/../second']) {
    assert.is.not(
      (await say(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`))[0].status,
      200,
      path,
    );
  }
  const [{ status: absolute }] = await say(
    'GET http://a/ping/second HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
  );
  assert.is(absolute, 401);
  // A body of who has no token is not read, and what follows it is not asked.
  const before = asked.length;
  assert.is((await say(`${POST}content-length: 900\r\n\r\n${SECOND}`)).length, 1);
  assert.is(asked.length, before);
  assert.is(address.address, '127.0.0.1');
  await app.close();
});

test.run();
