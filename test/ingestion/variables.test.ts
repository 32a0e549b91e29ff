import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shownUrl } from '../../src/ingestion/source.ts';
import { fillText, fillUrl, takeVariables, withoutValues } from '../../src/ingestion/variables.ts';
import { caught } from '../data/caught.ts';

const values = new Map([
  ['KEY', 'a&b=c/d'],
  ['HOST', 'data.example.org:8080'],
]);
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: it is what is tested
test('in a path, a query and before the @ a value is encoded; as a host and in a header it stands as it is', () => {
  assert.is(
    fillUrl('https://${HOST}/x?key=${KEY}', values),
    'https://data.example.org:8080/x?key=a%26b%3Dc%2Fd',
  );
  assert.is(
    fillUrl('https://me:${KEY}@${HOST}/${KEY}', values),
    'https://me:a%26b%3Dc%2Fd@data.example.org:8080/a%26b%3Dc%2Fd',
  );
  assert.is(fillText('Bearer ${KEY}', values), 'Bearer a&b=c/d');
});

test('a value is taken back out of a text in every form that it went in', () => {
  assert.is(withoutValues('a&b=c/d and a%26b%3Dc%2Fd', values), '${KEY} and ${KEY}');
});

test('what is not allowed is asked for before what is not set', async () => {
  const input = { texts: ['?${KEY}'], shown: 'api', environment: {} };
  const take = (allowed: string[]) =>
    caught(async () => takeVariables({ ...input, allowed: new Set(allowed) }));
  assert.is((await take([])).code, 'variable-not-allowed');
  assert.is((await take(['KEY'])).code, 'variable-not-set');
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: it is what is tested

test('an address is shown without user, password and query', () => {
  assert.is(shownUrl('https://me:secret@example.org/a.csv?key=1#x'), 'https://example.org/a.csv?…');
  assert.is(shownUrl('http://example.org/a@b.csv'), 'http://example.org/a@b.csv');
});

test.run();
