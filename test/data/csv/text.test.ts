import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CsvFile } from '../../../src/data/csv/source.ts';
import { decodeText } from '../../../src/data/csv/text.ts';
import { caught } from '../caught.ts';
import { csvOf, inPieces } from '../csv-of.ts';

async function textOf(file: CsvFile): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of decodeText(file)) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function utf16(text: string, { bigEndian = false, mark = true } = {}): Buffer {
  const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

test('UTF-8 comes through as it is, and loses its byte-order mark', async () => {
  assert.is(await textOf(csvOf('a,ü\n1,€\n')), 'a,ü\n1,€\n');
  assert.is(await textOf(csvOf('\ufeffa,b\n')), 'a,b\n');
  assert.is(await textOf(csvOf('')), '');
});

test('text of another kind is called by its name before its first line is taken for a header', async () => {
  const cases: [string, RegExp][] = [
    ['<!DOCTYPE html>\n<html>', /it is a web page$/],
    ['\ufeff <html lang="en">', /it is a web page$/],
    ['<?xml version="1.0"?>', /it is XML$/],
    ['{"a": 1, "b": 2}\n', /it is JSON$/],
    ['[\n  {"a": 1}]', /it is JSON$/],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:00\n', /it is a pointer of Git LFS/],
  ];
  for (const [text, message] of cases) {
    const error = await caught(() => textOf(csvOf(text)));
    assert.is(error.code, 'not-csv', text);
    assert.match(error.message, message);
  }
  assert.is(await textOf(csvOf('{x},[y]\n1,2\n')), '{x},[y]\n1,2\n');
});

test('UTF-16 is decoded, of either byte order, with a mark or by its zero bytes', async () => {
  for (const bigEndian of [false, true]) {
    for (const mark of [true, false]) {
      assert.is(
        await textOf(csvOf(utf16('name,größe\r\nZoë,1\r\n', { bigEndian, mark }))),
        'name,größe\r\nZoë,1\r\n',
      );
    }
  }
});

test('any text survives being cut anywhere, in each encoding', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary', maxLength: 60 }).filter(text => !/[\0\ufeff]/.test(text)),
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom('utf8', 'le', 'be'),
      async (tail, size, encoding) => {
        const text = `a,b\n${tail}`;
        const bytes = encoding === 'utf8' ? Buffer.from(text) : utf16(text, { bigEndian: encoding === 'be' });
        assert.is(await textOf(inPieces(bytes, size)), text);
      },
    ),
    { numRuns: 150 },
  );
});

test('bytes that are not UTF-8 are named by their line', async () => {
  const bytes = Buffer.from('city,n\nBonn,1\nK\xf6ln,2\n', 'latin1');
  for (const size of [1, 3, 100]) {
    const error = await caught(() => textOf(inPieces(bytes, size, 'initial/cities.csv')));
    assert.is(error.code, 'invalid-utf8');
    assert.is(error.message, 'initial/cities.csv, line 3: the bytes are not UTF-8 text');
    assert.match(error.hint!, 'iconv');
    assert.is(error.exitCode, 2);
  }
});

test('a character cut off at the end of the file is not UTF-8', async () => {
  const error = await caught(() => textOf(csvOf(Buffer.from('a\nb\nü').subarray(0, 5))));
  assert.is(error.code, 'invalid-utf8');
  assert.is(error.details.line, 3);
});

test('lines that end in CRLF or CR count once', async () => {
  const bytes = Buffer.from('a\r\nb\rc\n\xff', 'latin1');
  assert.is((await caught(() => textOf(csvOf(bytes)))).details.line, 4);
});

test('binary files are refused, and known ones are called by their name', async () => {
  const cases: [Uint8Array, RegExp][] = [
    [Buffer.from([1, 2, 0, 3, 0, 0, 9]), /zero bytes/],
    [Buffer.from('PK\x03\x04rest'), /workbook or zip/],
    [gzipSync('a,b\n'), /gzip/],
    [Buffer.from('PAR1....'), /Parquet/],
    [Buffer.from([0xff, 0xfe, 0, 0, 65, 0, 0, 0]), /UTF-32/],
  ];
  for (const [bytes, message] of cases) {
    const error = await caught(() => textOf(csvOf(bytes, 'x.csv')));
    assert.is(error.code, 'not-text');
    assert.match(error.message, /^x\.csv is not a text file/);
    assert.match(error.message, message);
  }
});

test('a zero byte far into the text is named by its line', async () => {
  const bytes = Buffer.from(`a,b\n${'1,2\n'.repeat(3000)}1,\0\n`);
  const error = await caught(() => textOf(csvOf(bytes)));
  assert.is(error.code, 'not-text');
  assert.match(error.message, 'line 3002 ');
});

test('half a surrogate pair in UTF-16 is named by its line', async () => {
  const error = await caught(() => textOf(csvOf(utf16('a\r\nb\r\n\ud800x\r\n'))));
  assert.is(error.code, 'invalid-utf16');
  assert.is(error.details.line, 3);
});

test('a reader that stops early closes the file', async () => {
  let closed = false;
  const file = {
    path: 'x.csv',
    open: async function* () {
      try {
        for (;;) yield Buffer.from('a,b\n'.repeat(2000));
      } finally {
        closed = true;
      }
    },
  };
  for await (const _ of decodeText(file)) break;
  assert.ok(closed);
});

test.run();
