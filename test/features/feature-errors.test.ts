// What a data scientist sees when features.js is wrong: each case is a real process.

import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CommandError } from '../../src/errors.ts';
import { makeFeatures } from '../../src/features/make-features.ts';
import { tableOf, withSource } from './source-folder.ts';

const table = tableOf({ temp: [0.24, 0.22, null], season: ['spring', null, 'fall'], cnt: [16, 40, 32] });

async function errorFrom(
  files: Record<string, string>,
  prepare?: (folder: string) => void,
): Promise<CommandError> {
  return withSource(files, async sourceDirectory => {
    prepare?.(sourceDirectory);
    try {
      const inputs = ['temp', 'season'];
      await makeFeatures({
        sourceDirectory,
        table,
        inputs,
        hidden: { cnt: 'it is the target' },
        heapMegabytes: 32,
      });
    } catch (error) {
      if (error instanceof CommandError) return error;
      throw error;
    }
    throw new Error('there was no error');
  });
}

type Case = {
  title: string;
  files: Record<string, string>;
  code: string;
  exitCode: 1 | 2;
  message: string;
  hint?: RegExp;
};

const body = (code: string) => ({ 'features.js': `export function features(row) {\n  ${code}\n}\n` });

const OUTSIDE = "but code in src/ may import only its own files and Node's modules";

const CASES: Case[] = [
  {
    title: 'an exception names its line and the file, line and values of the row',
    files: body('return { size: row.season.length };'),
    ...{ code: 'features-failed', exitCode: 1, hint: /^The row has temp 0\.22, season null\.$/ },
    message:
      "src/features.js:2:29: TypeError: Cannot read properties of null (reading 'length') (initial/rows.csv, line 3)",
  },
  {
    title: 'an exception in another file names that file',
    files: {
      'features.js': "import { f } from './lib/deep.js';\nexport const features = row => f(row);",
      'lib/deep.js': "export function f() {\n  throw new Error('no such station');\n}",
    },
    ...{
      code: 'features-failed',
      exitCode: 1,
      message: 'src/lib/deep.js:2:9: no such station (initial/rows.csv, line 2)',
    },
  },
  {
    title: 'what is thrown need not be an error',
    files: body("throw 'bad weather';"),
    ...{
      code: 'features-failed',
      exitCode: 1,
      message: 'src/features.js: threw bad weather (initial/rows.csv, line 2)',
    },
  },
  {
    title: 'an exception while loading names its line',
    files: { 'features.js': '\nconst limit = unknown + 1;' },
    code: 'features-failed',
    exitCode: 1,
    message: 'src/features.js:2:15: ReferenceError: unknown is not defined, while it was loaded',
  },
  {
    title: 'a syntax error names file, line and column',
    files: { 'features.js': "import './lib/broken.js';", 'lib/broken.js': '\nconst a = ;' },
    ...{ code: 'features-syntax', exitCode: 2, message: "src/lib/broken.js:2:11: Unexpected token ';'" },
    hint: /The line is: const a = ;/,
  },
  {
    title: 'a name that a file does not export names the import',
    files: { 'features.js': "\nimport { lag } from './lags.js';", 'lags.js': 'export const lags = 1;' },
    ...{
      code: 'features-syntax',
      exitCode: 2,
      message: 'src/features.js:2 imports lag from "./lags.js", which exports no lag',
    },
  },
  {
    title: 'a package is no part of a model',
    files: { 'features.js': "\nimport _ from 'lodash';" },
    ...{
      code: 'features-import',
      exitCode: 2,
      message: `src/features.js:2 imports "lodash", ${OUTSIDE}`,
      hint: /into src\//,
    },
  },
  {
    title: 'a path out of src/ is no part of a model',
    files: { 'features.js': "export { features } from '../data/x.js';" },
    ...{
      code: 'features-import',
      exitCode: 2,
      message: `src/features.js:1 imports "../data/x.js", ${OUTSIDE}`,
    },
  },
  {
    title: 'an absolute path is no part of a model, in a dynamic import neither',
    files: { 'features.js': `await import('file:///etc/' + 'x.js');` },
    ...{
      code: 'features-import',
      exitCode: 2,
      message: `src/features.js imports "file:///etc/x.js", ${OUTSIDE}`,
    },
  },
  {
    title: 'a file that is not there is named, and the ending that was forgotten',
    files: { 'features.js': "import './lags';", 'lags.js': '' },
    ...{ code: 'features-import', exitCode: 2, hint: /Write "\.\/lags\.js"\./ },
    message: 'src/features.js:1 imports "./lags", and there is no file src/lags',
  },
  {
    title: 'a file without the function says what it exports',
    files: { 'features.js': 'export const feature = 1;' },
    ...{ code: 'features-missing', exitCode: 2, hint: /export function features/ },
    message: 'src/features.js exports no function named features: it exports feature',
  },
  {
    title: 'no features.js at all says how to make one',
    files: { 'train.js': '' },
    ...{
      code: 'features-missing',
      exitCode: 2,
      message: 'there is no src/features.js in this tree',
      hint: /Make one/,
    },
  },
  {
    title: 'a feature of two kinds names a row of each',
    files: body("return { temp: row.temp ?? 'unknown' };"),
    ...{ code: 'features-invalid', exitCode: 2, hint: /Make it one kind/ },
    message:
      'src/features.js: feature "temp" is the number 0.24 in one row and the text "unknown" in another ' +
      '(initial/rows.csv, line 2; initial/rows.csv, line 4)',
  },
  {
    title: 'infinity names its row',
    files: body('return { ratio: 1 / (row.temp - 0.22) };'),
    ...{ code: 'features-invalid', exitCode: 2, hint: /division by 0/ },
    message:
      'src/features.js: feature "ratio" is Infinity, which no model can learn from (initial/rows.csv, line 3)',
  },
  {
    title: 'no features at all is an error',
    files: body('return {};'),
    ...{
      code: 'features-invalid',
      exitCode: 2,
      message: 'src/features.js: features() returned no feature for any row',
    },
  },
  {
    title: 'a slip in a column name is an error at its line',
    files: body('return { temp: row.tmep };'),
    ...{ code: 'features-unknown-column', exitCode: 2, hint: /A row has: temp, season\./ },
    message: 'src/features.js:2:22: row.tmep is not there (initial/rows.csv, line 2)',
  },
  {
    title: 'the target cannot be a feature',
    files: body('return { cnt: row.cnt };'),
    ...{ code: 'features-unknown-column', exitCode: 2 },
    message: 'src/features.js:2:21: row.cnt is not there: it is the target (initial/rows.csv, line 2)',
  },
  {
    title: 'dice are refused',
    files: body('return { noise: Math.random() };'),
    ...{ code: 'features-impure', exitCode: 2, hint: /at any time/ },
    message:
      'src/features.js:2:24: Math.random() has no place in features: a model could not be made again, ' +
      'and serving would differ from training (initial/rows.csv, line 2)',
  },
  {
    title: 'the clock is refused, while loading too',
    files: { 'features.js': 'const today = new Date();' },
    ...{ code: 'features-impure', exitCode: 2 },
    message:
      'src/features.js:1:15: new Date(), the time of the clock, has no place in features: a model could not be ' +
      'made again, and serving would differ from training, while it was loaded',
  },
  {
    title: 'a feature that remembers the row before is found out',
    files: {
      'features.js': 'let calls = 0;\nexport const features = row => ({ temp: row.temp, nth: ++calls });',
    },
    ...{ code: 'features-impure', exitCode: 2, hint: /keep nothing between calls/ },
    message:
      'src/features.js: feature "nth" was 1 at first and 4 when the same row came again (initial/rows.csv, line 2)',
  },
  {
    title: 'process.exit is an error at its line',
    files: body('process.exit(3);'),
    ...{ code: 'features-failed', exitCode: 1, hint: /Throw an Error instead/ },
    message: 'src/features.js:2:11: process.exit(3) was called (initial/rows.csv, line 2)',
  },
  {
    title: 'a process that dies says how',
    files: body("process.kill(process.pid, 'SIGKILL');"),
    ...{
      code: 'features-failed',
      exitCode: 1,
      message: 'the process that made features was ended by SIGKILL',
    },
  },
  {
    title: 'running out of memory says so',
    files: body('const all = []; for (;;) all.push(new Array(1000).fill(row.temp));'),
    ...{
      code: 'features-failed',
      exitCode: 1,
      message: 'src/ code ran out of memory while features were made',
    },
  },
  {
    title: 'an await at the top that never ends is an error, not a wait for ever',
    files: { 'features.js': 'await new Promise(() => {});' },
    ...{ code: 'features-failed', exitCode: 1 },
    message: 'src/features.js: an await at the top of a file, its own or an import, never ends',
  },
];

for (const { title, files, code, exitCode, message, hint } of CASES) {
  test(title, async () => {
    const error = await errorFrom(files);
    assert.is(error.message, message);
    assert.equal([error.code, error.exitCode], [code, exitCode]);
    if (hint) assert.match(error.hint ?? '', hint);
  });
}

test('links that lead out of src/ are refused', async () => {
  const viaImport = await errorFrom({ 'features.js': "import './out.js';" }, folder => {
    writeFileSync(path.join(folder, '..', 'out.js'), '');
    symlinkSync('../out.js', path.join(folder, 'out.js'));
  });
  assert.is(viaImport.message, `src/features.js:1 imports "./out.js", ${OUTSIDE}`);
  const entry = await errorFrom({}, folder => {
    writeFileSync(path.join(folder, '..', 'f.js'), 'export const features = row => row;');
    symlinkSync('../f.js', path.join(folder, 'features.js'));
  });
  assert.is(entry.message, 'src/features.js is a link to a file outside src/');
});

test('an error carries place and row for programs', async () => {
  const { details } = await errorFrom(body('return { size: row.season.length };'));
  assert.equal(details, {
    file: 'src/features.js',
    line: 2,
    column: 29,
    frames: ['src/features.js:2:29'],
    places: [{ row: 1, file: 'initial/rows.csv', line: 3 }],
    row: { temp: 0.22, season: null },
  });
});

test.run();
