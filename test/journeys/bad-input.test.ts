// Input that cannot be used: one message that names place and remedy, exit code 2, and nothing left behind.

import { execFileSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sandbox } from '../support/project.ts';

type Case = {
  what: string;
  content?: string | Uint8Array;
  /** Instead of the file that `content` makes. */
  data?: string;
  args?: readonly string[];
  code: string;
  message: RegExp;
};

const rows = (row: (i: number) => string, count = 60) =>
  `${Array.from({ length: count }, (_, i) => row(i)).join('\n')}\n`;
const plain = `a,b,y\n${rows(i => `${i * 3},${i % 7},${i * 2 + (i % 3)}`)}`;
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

const CASES: readonly Case[] = [
  { what: 'an empty file', content: '', code: 'empty-file', message: /^rows\.csv is empty$/ },
  { what: 'a header alone', content: 'a,b,y\n', code: 'no-rows', message: /^rows\.csv: there are no rows/ },
  { what: 'one row', content: 'a,b,y\n1,2,3\n', code: 'too-few-rows', message: /^rows\.csv: 1 row: too few/ },
  {
    what: 'a row cut short',
    content: `${plain}1,2\n`,
    code: 'ragged-row',
    message: /^rows\.csv, line 62: 2 values where the header names 3 columns$/,
  },
  {
    what: 'a header with a name twice',
    content: plain.replace('a,b', 'b,b'),
    code: 'duplicate-column',
    message: /line 1: columns 1 and 2 are both named "b"/,
  },
  {
    what: 'a header without a name',
    content: plain.replace('a,b', 'a,'),
    code: 'empty-column-name',
    message: /line 1: column 2 has no name/,
  },
  {
    what: 'no header',
    content: plain.replace('a,b,y\n', ''),
    code: 'missing-header',
    message: /line 1: the header holds numbers/,
  },
  {
    what: 'infinity among the numbers',
    content: `${plain}Infinity,1,2\n`,
    code: 'not-finite',
    message: /line 62, column "a": "Infinity" is not a finite number/,
  },
  { what: 'a picture', content: PNG, code: 'not-text', message: /^rows\.csv is not a text file/ },
  { what: 'a web page', content: '<!DOCTYPE html>\n<html>\n', code: 'not-csv', message: /it is a web page/ },
  {
    what: 'another encoding',
    content: Buffer.from(`${plain}\u00e9,1,2\n`, 'latin1'),
    code: 'invalid-utf8',
    message: /^rows\.csv, line 62: the bytes are not UTF-8/,
  },
  {
    what: '5 MB on one line',
    content: 'x'.repeat(5_000_000),
    code: 'record-too-long',
    message: /line 1: the row that begins here is longer than 4 MiB/,
  },
  {
    what: 'a quote that is never closed',
    content: `${plain}"1,2,3\n`,
    code: 'quote-not-closed',
    message: /line 62: a quote is opened/,
  },
  {
    what: 'a column that no object can have',
    content: plain.replace('a,b', '__proto__,b'),
    code: 'invalid-column',
    message: /"__proto__"/,
  },
  {
    what: 'a target without a value',
    content: `a,y\n${rows(i => `${i},`)}`,
    code: 'target-missing',
    message: /"y" has no value in any of 60 rows/,
  },
  {
    what: 'a target that is one number',
    content: `a,y\n${rows(i => `${i},5.5`)}`,
    code: 'target-constant',
    message: /"y" is 5\.5 in every row/,
  },
  {
    what: 'a target of one class',
    content: `a,y\n${rows(i => `${i},yes`)}`,
    code: 'target-one-class',
    message: /"y" is "yes" in every row/,
  },
  {
    what: 'a class a row',
    content: `a,y\n${rows(i => `${i % 5},k${i}`)}`,
    code: 'target-names-rows',
    message: /60 classes in 60 rows/,
  },
  {
    what: 'a target alone',
    content: `y\n${rows(i => `${i}`)}`,
    code: 'no-features',
    message: /no column but the target "y"/,
  },
  {
    what: 'a date of two readings',
    content: `d,y\n${rows(i => `0${(i % 9) + 1}/0${((2 * i) % 9) + 1}/2024,${i}`)}`,
    code: 'ambiguous-time',
    message: /^column "d": "02\/03\/2024" may be dd\/MM\/yyyy or MM\/dd\/yyyy/,
  },
  {
    what: 'a time without values',
    content: `d,a,y\n${rows(i => `,${i % 7},${i}`)}`,
    args: ['--time', 'd'],
    code: 'not-a-time',
    message: /--time: "d" does not hold times/,
  },
  {
    what: 'a time of numbers',
    content: plain,
    args: ['--time', 'a'],
    code: 'not-a-time',
    message: /it looks numeric/,
  },
  {
    what: 'a time format that does not fit',
    content: `d,y\n${rows(i => `2024-01-${10 + (i % 9)},${i}`)}`,
    args: ['--time', 'd', '--time-format', 'dd.MM.yyyy'],
    code: 'not-a-time',
    message: /line 2, column "d": "2024-01-10" is not a time in the format "dd\.MM\.yyyy"/,
  },
  {
    what: 'a time format for no column',
    content: plain,
    args: ['--time-format', 'iso'],
    code: 'unused-time-format',
    message: /"iso" fits no column/,
  },
  {
    what: 'a time format that is none',
    content: plain,
    args: ['--time', 'a', '--time-format', 'QQ'],
    code: 'invalid-time-format',
    message: /"QQ" is no token/,
  },
  {
    what: 'the target as time',
    content: plain,
    args: ['--time', 'y'],
    code: 'usage',
    message: /--time: "y" is the target/,
  },
  {
    what: 'a target that is not there',
    content: plain.replace('y\n', 'price\n'),
    args: ['--target', 'prize'],
    code: 'column-not-found',
    message: /--target: the data have no column "prize"/,
  },
  {
    what: 'an excluded column that is not there',
    content: plain,
    args: ['--exclude', 'a, bb'],
    code: 'column-not-found',
    message: /--exclude: the data have no column "bb"/,
  },
  {
    what: 'the target excluded',
    content: plain,
    args: ['--exclude', 'y'],
    code: 'usage',
    message: /--exclude: "y" is the target/,
  },
  {
    what: 'everything excluded',
    content: plain,
    args: ['--exclude', 'a,b'],
    code: 'no-features',
    message: /no column is left/,
  },
  {
    what: 'a regression on text',
    content: `a,y\n${rows(i => `${i},${i % 2 ? 'x' : 'z'}`)}`,
    args: ['--task', 'regression'],
    code: 'target-not-numeric',
    message: /^rows\.csv, line 2, column "y": the target of a regression must be numeric/,
  },
  {
    what: 'a task that is none',
    content: plain,
    args: ['--task', 'regresion'],
    code: 'usage',
    message: /--task cannot be "regresion"/,
  },
  {
    what: 'a template that is none',
    content: plain,
    args: ['--template', 'pyhton'],
    code: 'usage',
    message: /--template cannot be "pyhton"/,
  },
  { what: 'a seed that is none', content: plain, args: ['--seed', '-1'], code: 'usage', message: /--seed/ },
  {
    what: 'a name of two lines',
    content: plain,
    args: ['--name', 'a\nb'],
    code: 'usage',
    message: /--name: "a\\nb"/,
  },
  {
    what: 'a setting that is none',
    content: plain,
    args: ['--set', 'model.tres=3'],
    code: 'invalid-set',
    message: /no key "model\.tres"/,
  },
  {
    what: 'a file that is not there',
    data: 'gone.csv',
    code: 'data-not-found',
    message: /nothing at "gone\.csv"/,
  },
  {
    what: 'a folder without a CSV',
    data: 'home',
    code: 'no-csv-files',
    message: /the folder "home" holds no CSV/,
  },
  { what: 'a pipe', data: 'pipe', code: 'data-unreadable', message: /"pipe" is no regular file/ },
  {
    what: 'a device',
    data: '/dev/zero',
    code: 'data-unreadable',
    message: /"\/dev\/zero" is no regular file/,
  },
];

async function listing(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

async function runCase(sandbox: Sandbox, index: number): Promise<void> {
  const { what, content, data, args = [], code, message } = CASES[index];
  const directory = sandbox.path(`case-${index}`);
  await mkdir(path.join(directory, 'home'), { recursive: true });
  if (content !== undefined) await writeFile(path.join(directory, 'rows.csv'), content);
  if (data === 'pipe') execFileSync('mkfifo', [path.join(directory, 'pipe')]);
  const before = await listing(directory);
  const target = args.includes('--target') ? [] : ['--target', 'y'];
  const call = ['init', 'nested/shop', '--data', data ?? 'rows.csv', ...target, ...args, '--json'];
  const ran = await sandbox.mv(call, { directory });
  const { error } = ran.document();
  assert.is(ran.exitCode, 2, `${what}: ${ran.stdout}`);
  assert.is(error.code, code, `${what}: ${error.message}`);
  assert.match(error.message, message, what);
  assert.not.match(error.message + error.hint, /[\u0000-\u001f\u007f]/, what);
  assert.ok(error.hint, `${what}: a remedy`);
  assert.equal(await listing(directory), before, what);
}

test('each bad input ends in one message, exit code 2, and nothing left behind', async () => {
  const sandbox = await Sandbox.make();
  const queue = CASES.map((_, index) => index);
  const work = async () => {
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) await runCase(sandbox, index);
  };
  await Promise.all([work(), work(), work()]);
  await sandbox.remove();
});

test('where nobody can be asked, a missing answer names the option and what it could be', async () => {
  const sandbox = await Sandbox.make();
  await writeFile(sandbox.path('rows.csv'), plain);
  const target = (await sandbox.mv(['init', 'shop', '--data', 'rows.csv', '--json'])).document().error;
  assert.equal(
    [target.code, target.message, target.hint],
    ['missing-answer', '--target is needed', '--target one of: a, b, y'],
  );
  assert.equal(target.details, { option: '--target', options: ['a', 'b', 'y'] });
  const data = await sandbox.mv(['init', 'shop', '--target', 'y']);
  assert.is(data.exitCode, 2);
  assert.match(
    data.stderr,
    'error: --data is needed\nhint: --data <CSV file, folder of CSV files, or URL of a Git repository>\n',
  );
  assert.is(data.stdout, '');
  assert.equal((await readdir(sandbox.root)).sort(), ['home', 'rows.csv']);
  await sandbox.remove();
});

test('a place that is taken or cannot be is refused, and what stands there stays', async () => {
  const sandbox = await Sandbox.make();
  await writeFile(sandbox.path('rows.csv'), plain);
  await writeFile(sandbox.path('file'), 'mine\n');
  await mkdir(sandbox.path('full'));
  await writeFile(sandbox.path('full/mine.txt'), 'mine\n');
  const before = await listing(sandbox.root);
  const cases: [string, string][] = [
    ['file', 'folder-not-empty'],
    ['full', 'folder-not-empty'],
    ['..', 'folder-not-empty'],
    ['/', 'invalid-folder'],
    ['a\nb', 'invalid-folder'],
    [`${'x'.repeat(250)}`, 'invalid-folder'],
  ];
  for (const [dir, code] of cases) {
    const ran = await sandbox.mv(['init', dir, '--data', 'rows.csv', '--target', 'y', '--json']);
    assert.equal([ran.exitCode, ran.document().error.code], [2, code], dir);
  }
  assert.equal(await listing(sandbox.root), before);
  await sandbox.remove();
});

test('text of every common kind is read: encodings, line ends, separators, decimal commas', async () => {
  const sandbox = await Sandbox.make();
  const folders: Record<string, Record<string, string | Uint8Array>> = {
    kinds: {
      'mark.csv': `\ufeff${plain}`,
      'utf16le.csv': Buffer.from(`\ufeff${plain}`, 'utf16le'),
      'utf16be.csv': Buffer.from(`\ufeff${plain}`, 'utf16le').swap16(),
      'windows.csv': plain.replaceAll('\n', '\r\n'),
      'tabs.csv': plain.replaceAll(',', '\t'),
    },
    decimals: { 'decimals.csv': `a;b;y\n${rows(i => `${i},5;${i % 7};${i * 2},25`)}` },
  };
  for (const [folder, files] of Object.entries(folders)) {
    await mkdir(sandbox.path(folder));
    for (const [name, content] of Object.entries(files)) await writeFile(sandbox.path(folder, name), content);
    const words = ['init', `p-${folder}`, '--data', folder, '--target', 'y', '--set', 'model.trees=1'];
    const document = (await sandbox.mv([...words, '--json'])).document();
    assert.equal(
      document.features.map((feature: any) => `${feature.name} ${feature.type}`),
      ['a numeric', 'b numeric'],
      folder,
    );
    const count = 60 * Object.keys(files).length;
    assert.equal([document.task, document.data.rows], ['regression', count], folder);
  }
  await sandbox.remove();
});

test('hostile names of columns make a project like any other', async () => {
  const sandbox = await Sandbox.make();
  const names = [
    'constructor',
    'toString',
    'hasOwnProperty',
    'a.b',
    'q"q',
    "s's",
    'nl\nnl',
    '😀',
    '=SUM(1)',
    '#c',
    'null',
    'yes',
    '1e3',
    '- x',
    'a: b',
    '{x}',
    '[y]',
    '&t',
    '@w',
    '`z`',
    'back\\slash',
    'tab\tx',
    'com,ma',
    '<<',
    '?',
    '\u001b[31mred',
  ];
  const quoted = names.map(name => `"${name.replaceAll('"', '""')}"`).join(',');
  await writeFile(
    sandbox.path('rows.csv'),
    `${quoted},y\n${rows(i => [...names.map((_, j) => (i * (j + 1)) % 11), i].join(','), 40)}`,
  );
  const call = [
    'init',
    'shop',
    '--data',
    'rows.csv',
    '--target',
    'y',
    '--set',
    'model.trees=2',
    '--exclude',
    '"com,ma", =SUM(1)',
  ];
  const document = (await sandbox.mv([...call, '--json'])).document();
  const left = ['com,ma', '=SUM(1)'];
  assert.equal(
    document.features.map((feature: any) => feature.name),
    names.filter(name => !left.includes(name)),
  );
  const directory = sandbox.path('shop');
  const shown = await sandbox.mv([...call.with(1, 'other')]);
  assert.is(shown.exitCode, 0);
  assert.not.match(shown.stdout + shown.stderr, '\u001b[31m');
  assert.is(await sandbox.git(['status', '--porcelain'], { directory }), '');
  // What was written is read again by whoever trains next.
  await sandbox.mv(['experiment', 'next'], { directory });
  const trained = await sandbox.mv(['train', '--force', '--json'], { directory });
  assert.is(trained.exitCode, 0, trained.stdout);
  await sandbox.remove();
});

test('odd but usable data is used, and what is odd is said', async () => {
  const sandbox = await Sandbox.make();
  const cases: [string, readonly string[], readonly string[]][] = [
    [`a,y\n${rows(i => `${i % 5},${i === 30 ? 'no' : 'yes'}`)}`, [], ['rare-class']],
    [`a,b,y\n${rows(i => (i % 2 ? '1,2,3' : '4,5,6'))}`, [], ['copy-of-target']],
    [`d,a,y\n${rows(i => `2024-01-01,${i % 7},${i}`)}`, ['--time', 'd'], ['constant']],
    [
      `d,a,y\n${rows(i => `${i % 9 ? `2024-01-${10 + (i % 19)}` : ''},${i % 7},${i}`)}`,
      ['--time', 'd'],
      ['missing-values'],
    ],
    [
      `zip,zero,id,a,y\n${rows(i => {
        const id = 12345678901234567890n + BigInt(i);
        return `0${1000 + (i % 11)},-0,${id},${i % 7},${i % 10 ? i * 1.5 : ''}`;
      })}`,
      [],
      ['constant', 'identifier'],
    ],
  ];
  for (const [index, [content, args, kinds]] of cases.entries()) {
    await writeFile(sandbox.path('rows.csv'), content);
    const ran = await sandbox.mv([
      'init',
      `p${index}`,
      '--data',
      'rows.csv',
      '--target',
      'y',
      '--set',
      'model.trees=1',
      ...args,
      '--json',
    ]);
    assert.is(ran.exitCode, 0, ran.stdout);
    const said = ran.document().advice.map((advice: any) => advice.kind);
    for (const kind of kinds) assert.ok(said.includes(kind), `${index}: ${said}`);
    if (index < cases.length - 1) continue;
    assert.equal([ran.document().features[0].name, ran.document().features[0].type], ['zip', 'categorical']);
    assert.match(ran.document().warnings[0], '6 rows have no "y"');
  }
  await sandbox.remove();
});

test.run();
