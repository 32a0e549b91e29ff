// Requests that nobody should send, from a seed: bodies of every protocol with one thing or several wrong in them, under
// headers that lie, as whole bytes of HTTP.

import { randomDraws } from '../../src/data/random-draws.ts';

export type HostileRequest = {
  bytes: Buffer;
  /** Every text of the request that could come back begins with it: whoever hears another's was told another's data. */
  mark: string;
};

type Json = unknown;

const COLUMNS = { day: '2024-05-01', temp: 12.5, weather: 'sun' };
const NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
const JUNK: Json[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    -0,
    1.5,
    2 ** 31,
    2 ** 53,
    1e308,
    -1e-320,
    '',
    'x',
    'NaN',
    '\0',
    'a\r\nx-injected: 1',
    'ü𝄞\ud800',
  ],
  ...[
    [],
    {},
    [[]],
    [[[]]],
    [{}],
    { a: {} },
    [null],
    ['x', 1],
    '__proto__',
    'constructor',
    'y'.repeat(300),
    [[1, 2], [3]],
  ],
];
/** Words that no JSON.stringify writes, put where a junk value was. */
const WORDS = [
  'NaN',
  '-Infinity',
  '1e999',
  '9'.repeat(400),
  '"\\ud800"',
  '01',
  '"',
  '[',
  '{"a"',
  '"\\x"',
  '\xff',
  '["NaN"',
];
const HOLE = 'a-hole-for-a-word';
const PATHS = [
  ...['/v2/models/prod/infer', '/v2/models/shop/infer', '/invocations', '/feedback', '/v2/repository/index'],
  ...[
    '/v2/models/prod',
    '/v2/models/prod/ready',
    '/v2/models//infer',
    '/v2/models/%00/infer',
    '/v2/models/%ff/infer',
  ],
  ...[
    '/v2/models/../../etc/infer',
    '/v2/models/prod/versions/x/infer',
    '/v2/models/__proto__/infer',
    '//',
    '/%2e%2e/%2e%2e',
  ],
  ...[
    '/v2/models/a%0d%0ax-injected:%201/infer',
    `/v2/models/${'z'.repeat(3000)}/infer`,
    '/openapi.json?a=%0d%0a',
    '/ping',
  ],
];

/** The same seed gives the same requests. */
export function hostileRequests(seed: number): () => HostileRequest {
  const below = randomDraws(seed);
  const next = () => below(2 ** 32) / 2 ** 32;
  const chance = (share: number) => next() < share;
  const one = <T>(list: readonly T[]): T => list[below(list.length)];
  let number = 0;

  const mutated = (value: Json, share: number): Json => {
    if (chance(share)) return chance(0.2) ? HOLE : one(JUNK);
    if (Array.isArray(value)) {
      const list = value.map(each => mutated(each, share));
      return chance(share)
        ? Array(one([0, 2, 40]))
            .fill(list)
            .flat()
        : list;
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).flatMap(([key, each]) => {
      if (chance(share / 2)) return [];
      return [[chance(share / 3) ? String(one(JUNK)) : key, mutated(each, share)]];
    });
    return Object.fromEntries(entries);
  };
  const written = (value: Json) => JSON.stringify(value).replaceAll(`"${HOLE}"`, () => one(WORDS));
  const rows = () => one([1, 1, 2, 3]);
  const cells = (name: keyof typeof COLUMNS, count: number) => Array(count).fill(COLUMNS[name]);

  /** Tensors as JSON, or their bytes behind it. */
  const infer = (mark: string, binary: boolean): { json: Json; after: Buffer } => {
    const count = rows();
    const after: Buffer[] = [];
    const inputs = NAMES.map(name => {
      const tensor = {
        name,
        shape: chance(0.3) ? [count, 1] : [count],
        datatype: name === 'temp' ? 'FP64' : 'BYTES',
      };
      if (!binary || chance(0.3)) return { ...tensor, data: cells(name, count) };
      const bytes = name === 'temp' ? doubles(cells(name, count)) : texts(cells(name, count));
      // Bytes that are fewer, more or others than their JSON says.
      after.push(
        chance(0.1)
          ? bytes.subarray(below(bytes.length))
          : chance(0.1)
            ? Buffer.concat([bytes, bytes])
            : bytes,
      );
      const lie = chance(0.15) ? one([0, -1, 1, 2 ** 31, 2 ** 53, 0.5, 4]) : bytes.length;
      return { ...tensor, parameters: { binary_data_size: lie } };
    });
    const outputs = chance(0.3)
      ? [{ name: 'prediction', parameters: { binary_data: chance(0.5) } }]
      : undefined;
    const parameters = chance(0.3) ? { customer: mark, binary_data_output: chance(0.5) } : undefined;
    return { json: { id: mark, inputs, outputs, parameters }, after: Buffer.concat(after) };
  };
  const invocation = (mark: string): Json => {
    const count = rows();
    const record = { ...COLUMNS, customer: mark };
    const form = one(['dataframe_split', 'dataframe_records', 'instances', 'inputs', 'rows'] as const);
    if (form === 'dataframe_split') {
      return { dataframe_split: { columns: NAMES, data: Array(count).fill(Object.values(COLUMNS)) } };
    }
    if (form === 'rows') return { instances: Array(count).fill(Object.values(COLUMNS)) };
    if (form === 'inputs')
      return { inputs: Object.fromEntries(NAMES.map(name => [name, cells(name, count)])) };
    return { [form]: Array(count).fill(record), id: mark };
  };
  const csv = () =>
    Buffer.concat([
      Buffer.from(`${NAMES.join()}\n${Object.values(COLUMNS).join()}\n`),
      Buffer.from(
        Array.from({ length: below(60) }, () => one([...Buffer.from('ab,"\n\r;1.2 -\xff\0', 'latin1')])),
      ),
    ]);

  const bodyOf = (mark: string): { path: string; headers: string[]; body: Buffer } => {
    const share = one([0, 0.02, 0.05, 0.15]);
    const path = chance(0.15) ? one(PATHS) : '';
    const kind = next();
    if (kind < 0.6) {
      const binary = kind > 0.25;
      const { json, after } = infer(mark, binary);
      const head = Buffer.from(written(mutated(json, share)), 'latin1');
      const length = chance(0.15)
        ? one(['0', '1', '-1', 'x', '99999999999', String(head.length + 8), '1e3'])
        : head.length;
      return {
        path: path || one(PATHS.slice(0, 2)),
        headers: binary || chance(0.05) ? [`inference-header-content-length: ${length}`] : [],
        body: Buffer.concat([head, after]),
      };
    }
    if (kind < 0.85) {
      return {
        path: path || '/invocations',
        headers: [],
        body: Buffer.from(written(mutated(invocation(mark), share))),
      };
    }
    if (kind < 0.92)
      return { path: path || '/invocations', headers: ['content-type: text/csv'], body: csv() };
    const labels = { labels: [{ id: `${mark}:0`, label: 1 }] };
    return { path: path || '/feedback', headers: [], body: Buffer.from(written(mutated(labels, share))) };
  };

  return () => {
    const mark = `hostile-${seed}-${number++}-`;
    let { path, headers, body } = bodyOf(mark);
    if (chance(0.1))
      for (let flips = 1 + below(5); flips > 0 && body.length > 0; flips--)
        body[below(body.length)] = below(256);
    if (chance(0.05)) body = body.subarray(0, below(body.length));
    if (chance(0.1))
      headers.push(`x-unit-id: ${one(['', mark, 'u'.repeat(300), 'a\tb', '\xff\xfe', 'a, b'])}`);
    if (chance(0.1))
      headers.push(
        `content-type: ${one(['', 'text/csv', 'garbage', 'multipart/form-data; boundary=x', 'application/octet-stream'])}`,
      );
    if (chance(0.05))
      headers.push(`content-encoding: ${one(['gzip', 'deflate', 'br', 'identity', 'gzip, gzip', ''])}`);
    if (chance(0.05)) headers.push(`accept-encoding: ${one(['gzip', '*;q=0', 'x'.repeat(500)])}`);
    if (chance(0.03))
      headers.push(
        one([
          'expect: 100-continue',
          'expect: tea',
          'upgrade: h2c',
          'host: y',
          ' folded',
          'a\rb: c',
          'a\0: b',
        ]),
      );
    const framing = next();
    let framed = body;
    if (framing < 0.08) {
      headers.push('transfer-encoding: chunked');
      const size = chance(0.7) ? body.length.toString(16) : one(['zz', '-1', 'fffffffffffffffffff', '1', '']);
      framed = Buffer.concat([Buffer.from(`${size}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
      if (chance(0.2)) headers.push(`content-length: ${body.length}`);
    } else {
      const length =
        framing < 0.95
          ? body.length
          : one([body.length + 5, Math.max(0, body.length - 3), 0, '-1', '0x1', '1, 1', '']);
      headers.push(`content-length: ${length}`);
      if (framing > 0.99) headers.push(`content-length: ${body.length + 1}`);
    }
    const method = chance(0.95) ? 'POST' : one(['GET', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'FOO']);
    const head = [`${method} ${path} HTTP/1.1`, 'host: x', 'connection: close', ...headers].join('\r\n');
    return { mark, bytes: Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), framed]) };
  };
}

function doubles(values: unknown[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, at) => {
    bytes.writeDoubleLE(value as number, 8 * at);
  });
  return bytes;
}

function texts(values: unknown[]): Buffer {
  return Buffer.concat(
    values.flatMap(value => {
      const text = Buffer.from(String(value));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(text.length);
      return [length, text];
    }),
  );
}
