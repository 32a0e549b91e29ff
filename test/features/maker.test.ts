import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommandError } from '../../src/errors.ts';
import type { FeatureProcessOptions } from '../../src/features/feature-process.ts';
import { type FeatureMaker, openFeatureMaker } from '../../src/features/maker.ts';
import { plain, tableOf, withSource } from './source-folder.ts';

const withMaker = (
  code: string,
  use: (maker: FeatureMaker) => Promise<void>,
  options: Partial<FeatureProcessOptions> = {},
) =>
  withSource({ 'features.js': code }, async sourceDirectory => {
    const maker = openFeatureMaker({ sourceDirectory, ...options });
    try {
      await use(maker);
    } finally {
      await maker.close();
    }
  });

const request = (...x: number[]) => ({ table: tableOf({ x }), inputs: ['x'] });

const errorOf = (promise: Promise<unknown>): Promise<CommandError> =>
  promise.then(
    () => assert.unreachable('there was no error') as never,
    error => error,
  );

test('one process answers many requests, those made at once too, each with its own', async () => {
  await withMaker('export const features = ({ x }) => ({ double: 2 * x })', async maker => {
    const made = await Promise.all([
      maker.make(request(1, 2)),
      maker.make(request(3)),
      maker.make(request(4, 5, 6)),
    ]);
    assert.equal(
      made.map(({ features }) => plain(features).double),
      [[2, 4], [6], [8, 10, 12]],
    );
  });
});

test('requests under way at once are answered in order, a failed one among them', async () => {
  const code = `export function features({ x }) { if (x < 0) throw new Error('below zero'); return { x } }`;
  await withMaker(code, async maker => {
    const answered: string[] = [];
    const note = (name: string) => (promise: Promise<unknown>) =>
      promise.then(
        () => answered.push(name),
        error => answered.push(`${name}: ${error.code}`),
      );
    const many = Array.from({ length: 40_000 }, (_, i) => i);
    await Promise.all([
      note('first')(maker.make(request(...many))),
      note('second')(maker.make(request(1, -1))),
      note('third')(maker.make({ ...request(1), inputs: ['no such column'] })),
      note('fourth')(maker.make(request(2))),
    ]);
    assert.equal(answered.sort(), ['first', 'fourth', 'second: features-failed', 'third: column-not-found']);
  });
});

test('tables of other columns and categories follow each other', async () => {
  await withMaker('export const features = row => ({ ...row })', async maker => {
    const first = await maker.make({ table: tableOf({ s: ['b', 'a'] }), inputs: ['s'] });
    const second = await maker.make({ table: tableOf({ t: ['z'], s: ['c'] }), inputs: ['s', 't'] });
    assert.equal(
      [plain(first.features), plain(second.features)],
      [{ s: ['b', 'a'] }, { s: ['c'], t: ['z'] }],
    );
  });
});

test('a row that fails fails its request only', async () => {
  const code = `export function features({ x }) { if (x < 0) throw new Error('below zero'); return { x } }`;
  await withMaker(code, async maker => {
    // Many blocks are under way when the first row fails; their answers must not reach the next request.
    const failing = maker.make(request(-1, ...new Array(50_000).fill(1)));
    const next = maker.make(request(7));
    assert.match((await errorOf(failing)).message, /below zero \(initial\/rows\.csv, line 2\)/);
    assert.equal(plain((await next).features), { x: [7] });
  });
});

test('one row at a time has the types that the model expects', async () => {
  await withMaker('export const features = row => ({ ...row, extra: 1 })', async maker => {
    const expected = [
      { name: 's', type: 'categorical' as const },
      { name: 'x', type: 'numeric' as const },
    ];
    const table = tableOf({ x: [1], s: [null] });
    const { features, warnings } = await maker.make({ table, inputs: ['x', 's'], expected });
    assert.equal(
      features.map(({ name, type }) => ({ name, type })),
      expected,
    );
    assert.equal([plain(features), warnings], [{ s: [null], x: [1] }, []]);
  });
});

test('no rows give no features, those expected excepted', async () => {
  await withMaker('export const features = row => row', async maker => {
    assert.equal((await maker.make(request())).features, []);
    const expected = [{ name: 'x', type: 'numeric' as const }];
    assert.equal(plain((await maker.make({ ...request(), expected })).features), { x: [] });
  });
});

test('code that is wrong is told by every request', async () => {
  await withMaker('export const features = ;', async maker => {
    assert.is((await errorOf(maker.make(request(1)))).code, 'features-syntax');
    assert.is((await errorOf(maker.make(request(1)))).code, 'features-syntax');
  });
});

test('a process that died says so to every later request', async () => {
  await withMaker(`export const features = () => process.kill(process.pid, 'SIGKILL')`, async maker => {
    assert.is((await errorOf(maker.make(request(1)))).code, 'features-failed');
    assert.match((await errorOf(maker.make(request(1)))).message, /ended by SIGKILL/);
  });
});

test('a request after the end is refused', async () => {
  await withMaker('export const features = row => row', async maker => {
    await maker.close();
    assert.is((await errorOf(maker.make(request(1)))).code, 'features-closed');
  });
});

test('aborting ends an endless loop at once', async () => {
  const controller = new AbortController();
  const heard = (text: string) => text.includes('looping') && controller.abort(new Error('enough'));
  const code = `export function features() { console.log('looping'); for (;;); }`;
  const started = performance.now();
  await withMaker(code, async maker => assert.is((await errorOf(maker.make(request(1)))).message, 'enough'), {
    onOutput: heard,
    signal: controller.signal,
  });
  assert.ok(performance.now() - started < 3000);
});

test('a signal that was aborted before starts nothing', async () => {
  const signal = AbortSignal.abort(new Error('too late'));
  await withMaker(
    'export const features = row => row',
    async maker => assert.is((await errorOf(maker.make(request(1)))).message, 'too late'),
    { signal },
  );
});

test('closing ends a process that never answers', async () => {
  const started = performance.now();
  await withMaker('for (;;);', async maker => {
    maker.make(request(1)).catch(() => {});
  });
  assert.ok(performance.now() - started < 5000);
});

test('a timer that fails while the code loads fails every request', async () => {
  const code = `setTimeout(() => { throw new Error('late') }, 5); await new Promise(done => setTimeout(done, 100));`;
  await withMaker(code, async maker => {
    const { message } = await errorOf(maker.make(request(1)));
    assert.is(message, 'src/features.js:1:26: late, while something it started went on by itself');
  });
});

test('a timer that fails after the answer is printed, and the next request is answered', async () => {
  const code = `export function features({ x }) { if (x === 1) setTimeout(() => { throw new Error('late') }, 0); return { x } }`;
  let heard = (_: string) => {};
  const printed = new Promise<string>(resolve => {
    heard = resolve;
  });
  await withMaker(
    code,
    async maker => {
      await maker.make(request(1));
      assert.match(await printed, /src\/features\.js:1:\d+: late/);
      assert.equal(plain((await maker.make(request(2))).features), { x: [2] });
    },
    { onOutput: text => heard(text) },
  );
});

test('a process whose host was killed ends, even in an endless loop', async () => {
  const code = `export function features() { console.log('pid', process.pid); for (;;); }`;
  await withSource({ 'features.js': code }, async sourceDirectory => {
    const maker = new URL('../../src/features/maker.ts', import.meta.url).href;
    const script = `
      import { openFeatureMaker } from '${maker}';
      const sourceDirectory = ${JSON.stringify(sourceDirectory)};
      const maker = openFeatureMaker({ sourceDirectory, onOutput: text => process.stdout.write(text) });
      const column = { type: 'numeric', name: 'x', values: Float64Array.of(1) };
      maker.make({ table: { rows: 1, columns: [column], origin: { files: [], lines: [] } }, inputs: ['x'] });`;
    const host = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: new URL('../..', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [text] = await once(host.stdout.setEncoding('utf8'), 'data');
    host.kill('SIGKILL');
    await expectGone(Number(/pid (\d+)/.exec(text)?.[1]));
  });
});

async function expectGone(pid: number): Promise<void> {
  for (let wait = 0; wait < 50; wait++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  process.kill(pid, 'SIGKILL');
  assert.unreachable(`process ${pid} was still there after 5 s`);
}

test.run();
