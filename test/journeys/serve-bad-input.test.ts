// `serve` among requests that nobody should send: each is a 4xx with its reason or the connection closed, and whoever
// asks something sensible meanwhile is answered it. GIT_MODEL_FUZZ_SECONDS=300 GIT_MODEL_FUZZ_SEED=7 goes on for longer,
// with another seed and ten thousand idle connections.

import { readdir, readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hostileRequests } from '../support/hostile-requests.ts';
import { makeProject } from '../support/project.ts';
import { speak } from '../support/raw-http.ts';
import { endServers, type Server, serve, shopRows } from '../support/server.ts';

const SECONDS = Number(process.env['GIT_MODEL_FUZZ_SECONDS'] ?? 0);
const SEED = Number(process.env['GIT_MODEL_FUZZ_SEED'] ?? 1);
const REQUESTS = SECONDS > 0 ? Number.POSITIVE_INFINITY : 600;
const IDLE = SECONDS > 0 ? 10_000 : 300;
const AT_ONCE = 16;

const INFER = '/v2/models/prod/infer';

test('whatever is sent, no answer is a 5xx, none holds what another sent, and all that was served is in the log', async () => {
  const project = await makeProject();
  const server = await serve(project, ['prod', '--unit', 'customer']);
  const idle = await idleConnections(server.url, IDLE);
  const sensible = asking(server);
  const [next, until] = [hostileRequests(SEED), performance.now() + 1000 * SECONDS];
  const statuses = new Map<number, number>();
  let sent = 0;
  const send = async () => {
    while (SECONDS > 0 ? performance.now() < until : sent < REQUESTS) {
      sent++;
      const { bytes, mark } = next();
      const asked = () =>
        `request ${sent} of seed ${SEED}: ${JSON.stringify(bytes.toString('latin1').slice(0, 4000))}`;
      const answers = await speak(server.url, bytes, { silence: 1_000 }).catch(error =>
        assert.unreachable(`${error} ${asked()}`),
      );
      const final = (answers ?? []).filter(({ status }) => status !== 100);
      assert.ok(final.length <= 1, asked());
      for (const { status, headers, body } of final) {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        assert.ok(status >= 200 && status < 500, `${status} ${body} ${asked()}`);
        if (status >= 400) assert.type(JSON.parse(body).error, 'string', asked());
        assert.not.ok(headers.has('x-injected'), asked());
        const marks = [...`${body}${[...headers.values()]}`.matchAll(/hostile-\d+-\d+-/g)].map(
          ([each]) => each,
        );
        assert.equal(
          marks.filter(each => each !== mark),
          [],
          asked(),
        );
        assert.not.match(body, /\bat .*:\d+:\d+|node_modules|\/tmp\//, asked());
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  assert.ok(
    (statuses.get(200) ?? 0) > sent / 10 && (statuses.get(400) ?? 0) > sent / 10,
    JSON.stringify([...statuses]),
  );
  await large(server);
  const answered = await sensible.stop();
  assert.ok(answered > 0);
  for (const socket of idle) socket.destroy();
  if (SECONDS > 0)
    console.log(
      `${sent} requests of seed ${SEED}, ${idle.length} idle, ${answered} sensible: ${JSON.stringify([...statuses].sort())}`,
    );

  // What was accepted before the end is answered: half of a body comes after the signal.
  const body = Buffer.from(JSON.stringify(shopRows([{ temp: 3 }], { id: 'last' })));
  const late = halfThenHalf(server.url, body);
  await late.begun;
  const stopped = server.stop();
  const last = await late.rest();
  assert.match(last, /^HTTP\/1\.1 200 (.|\n|\r)*"id":"last"/);
  assert.is(await stopped, 0);

  // Nothing that was sent began a line of its own, and no request was a fault of ours.
  const said = server
    .log()
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  assert.equal(
    said.filter(({ level }) => level >= 50),
    [],
  );
  const folder = path.join(project.directory, '.git/mv/predictions');
  let rows = 0;
  for (const file of (await readdir(folder)).filter(name => name.startsWith('serve-'))) {
    for (const line of (await readFile(path.join(folder, file), 'utf8')).trim().split('\n')) {
      if (JSON.parse(line).prediction !== undefined) rows++;
    }
  }
  assert.ok(rows >= answered, `${rows}`);
  await project.remove();
});

/** Somebody who asks sensible things all the while: each answer is that of its own request. */
function asking(server: Server): { stop(): Promise<number> } {
  let [count, stopped] = [0, false];
  const expected = new Map<number, unknown>();
  const ask = async () => {
    for (let at = 0; !stopped; at++) {
      const temp = at % 25;
      const answer = await server.post(INFER, shopRows([{ temp }], { id: `sensible-${at}` }));
      const { id, outputs } = (await answer.json()) as { id: string; outputs: unknown };
      assert.equal([answer.status, id], [200, `sensible-${at}`]);
      if (!expected.has(temp)) expected.set(temp, outputs);
      assert.equal(outputs, expected.get(temp));
      count++;
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  };
  const asked = ask();
  return {
    async stop() {
      stopped = true;
      await asked;
      return count;
    },
  };
}

/** Bodies of 10 MB and ids of 1 MB: refused, with neither time nor memory gone. */
async function large(server: Server): Promise<void> {
  const most = 10 * 2 ** 20;
  const million = 'i'.repeat(2 ** 20);
  const good = shopRows([{ temp: 1 }]);
  const bodies: [string, unknown, Record<string, string>?][] = [
    [INFER, '['.repeat(most)],
    [INFER, '{"a":'.repeat(most / 5)],
    [INFER, Buffer.alloc(most)],
    [INFER, { ...good, id: million }],
    [INFER, { ...good, outputs: [{ name: million }] }],
    ['/v2/models/shop/infer', { ...good, parameters: { customer: million } }],
    [INFER, { inputs: [{ name: million, datatype: 'FP64', shape: [1], data: [1] }] }],
    [INFER, `NaN ${'\\"'.repeat(most / 8)}`],
    ['/invocations', `temp\n${'1\n'.repeat(most / 4)}`, { 'content-type': 'text/csv' }],
    ['/invocations', `"${'a'.repeat(most)}`, { 'content-type': 'text/csv' }],
    ['/feedback', { labels: [{ id: million, label: 1 }] }],
  ];
  for (const [place, body, headers] of bodies) {
    const refused = await server.post(place, body, headers);
    const { error } = (await refused.json()) as { error: string };
    assert.is(refused.status, 400, error);
    // What was sent is not sent back.
    assert.ok(error.length < 300, error.slice(0, 300));
  }
}

async function idleConnections(url: string, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const more = Math.min(100, count - sockets.length);
    await Promise.all(
      Array.from({ length: more }, () => {
        const socket = connect(Number(new URL(url).port), '127.0.0.1');
        sockets.push(socket.on('error', () => {}));
        return new Promise(resolve => socket.once('connect', resolve));
      }),
    );
  }
  return sockets;
}

function halfThenHalf(url: string, body: Buffer): { begun: Promise<void>; rest(): Promise<string> } {
  let said = '';
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.setEncoding('utf8').on('data', text => {
    said += text;
  });
  const closed = new Promise<string>(resolve => {
    socket.on('close', () => resolve(said));
  });
  const head = `POST ${INFER} HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: ${body.length}\r\n\r\n`;
  // It is accepted once it says that the body may come.
  const begun = new Promise<void>(resolve => {
    socket.once('data', () => {
      said = '';
      resolve();
    });
  });
  socket.write(Buffer.concat([Buffer.from(head), body.subarray(0, 20)]));
  return {
    begun,
    rest() {
      setTimeout(() => socket.write(body.subarray(20)), 300);
      return closed;
    },
  };
}

test.after(endServers);
test.run();
