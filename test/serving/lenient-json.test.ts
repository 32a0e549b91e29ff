import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseLenientJson } from '../../src/serving/lenient-json.ts';
import { Rejection } from '../../src/serving/rejection.ts';

const parsed = (text: string) => parseLenientJson(Buffer.from(text));

function refusal(text: string): string {
  try {
    parsed(text);
  } catch (error) {
    assert.instance(error, Rejection);
    return (error as Rejection).message;
  }
  return 'taken';
}

/** Of this process, in seconds. */
function processorTime(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

test('NaN is missing, but not within a text, an escape or a word', () => {
  assert.equal(parsed('[NaN,{"a":NaN}, NaN ]'), [null, { a: null }, null]);
  assert.equal(parsed('[NaN,"NaN","a\\"NaN","\\\\",NaN]'), [null, 'NaN', 'a"NaN', '\\', null]);
  for (const text of ['[-NaN]', '[NaNs]', '[xNaN]', '[NaN', '["NaN', '[Infinity,NaN]', '["\\']) {
    assert.match(refusal(text), 'no JSON', text);
  }
});

test('a body costs no more than its length says, whatever is in it', () => {
  const escapes = `NaN ${'\\"'.repeat(500_000)}`;
  const took = processorTime(() => assert.match(refusal(`["${escapes}`), 'no JSON'));
  assert.ok(took < 2, `${took} s`);
  assert.match(refusal('['.repeat(2 ** 23)), 'more than 64 lists within each other');
  assert.match(refusal('{"a":'.repeat(2 ** 20)), 'more than 64 lists within each other');
  assert.match(refusal(`[${'{},'.repeat(2_000_001)}1]`), 'more than 2000000 lists and objects');
  // Within a text they are text; beside each other, rows.
  assert.equal((parsed(JSON.stringify(['['.repeat(2 ** 19), '\\"['])) as unknown[])[1], '\\"[');
  assert.is((parsed(`[${'[1],'.repeat(100_000)}[1]]`) as unknown[]).length, 100_001);
});

test.run();
