import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { answersOf, type GitObject } from '../../../src/repository/objects/batch-answers.ts';

const ID = '0123456789abcdef0123456789abcdef01234567';

function take(chunks: readonly Buffer[]): (GitObject | null)[] {
  const found: (GitObject | null)[] = [];
  const feed = answersOf(object => found.push(object));
  for (const chunk of chunks) feed(chunk);
  return found;
}

test('objects, and what is not there, come in order', () => {
  const text = `${ID} blob 3\nabc\nHEAD:x missing\n${ID} tree 0\n\n${ID} submodule\n`;
  const found = take([Buffer.from(text)]);
  assert.equal(
    found.map(object => object && [object.type, object.bytes.toString()]),
    [['blob', 'abc'], null, ['tree', ''], null],
  );
});

test('a blob that looks like an answer is a blob', () => {
  const body = `${ID} blob 3\nabc\n`;
  const [found] = take([Buffer.from(`${ID} blob ${body.length}\n${body}\n`)]);
  assert.is(found?.bytes.toString(), body);
});

test('wherever the bytes are cut, the same comes out', () => {
  const object = fc.record({
    type: fc.constantFrom('blob', 'tree', 'commit'),
    bytes: fc.uint8Array({ maxLength: 40 }),
  });
  fc.assert(
    fc.property(fc.array(fc.option(object)), fc.array(fc.integer({ min: 1, max: 30 })), (objects, sizes) => {
      const all = Buffer.concat(
        objects.map(wanted =>
          wanted === null
            ? Buffer.from('x:ü missing\n')
            : Buffer.concat([
                Buffer.from(`${ID} ${wanted.type} ${wanted.bytes.length}\n`),
                wanted.bytes,
                Buffer.from('\n'),
              ]),
        ),
      );
      const chunks: Buffer[] = [];
      for (let at = 0, i = 0; at < all.length; i++) {
        const size = sizes.length > 0 ? sizes[i % sizes.length] : all.length;
        chunks.push(all.subarray(at, at + size));
        at += size;
      }
      const found = take(chunks).map(given => given && [given.type, [...given.bytes]]);
      assert.equal(
        found,
        objects.map(wanted => wanted && [wanted.type, [...wanted.bytes]]),
      );
    }),
  );
});

test.run();
