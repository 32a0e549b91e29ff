import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { boundedOutput } from '../../src/features/output.ts';

test('output is handed on up to its limit, then said to go on', () => {
  const heard: string[] = [];
  const print = boundedOutput(text => heard.push(text), 5);
  print('abc');
  print('defg');
  print('h');
  assert.equal(heard, ['abc', 'de', '\n… (further output of src/ is left out)\n']);
});

test.run();
