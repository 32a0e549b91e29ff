import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { html } from '../../src/report/html.ts';
import { numberScale, placeOn, timeScale } from '../../src/report/scale.ts';

const labels = (scale: { ticks: readonly { label: string }[] }) => scale.ticks.map(({ label }) => label);

test('an axis of numbers holds them all and has ticks at 1, 2 or 5 times a power of ten', () => {
  assert.equal(labels(numberScale([0.3, 7])), ['0', '2', '4', '6', '8']);
  assert.equal(labels(numberScale([-0.04, 0.11])), ['-0.05', '0.00', '0.05', '0.10', '0.15']);
  assert.equal(labels(numberScale([900, 4100])), ['0', '1,000', '2,000', '3,000', '4,000', '5,000']);
  assert.equal(labels(numberScale([0, 4e7])), ['0', '1e7', '2e7', '3e7', '4e7']);
  for (const values of [[], [5], [0], [-1e-9], [1e300, -1e300], [5e-324], [Number.NaN, 3], [1, 1 + 1e-15]]) {
    const scale = numberScale(values);
    assert.ok(scale.to > scale.from && scale.ticks.length >= 2 && scale.ticks.length < 9, String(values));
    for (const value of values.filter(Number.isFinite)) assert.ok(scale.from <= value && value <= scale.to);
    assert.is(new Set(labels(scale)).size, scale.ticks.length, labels(scale).join());
  }
});

test('an axis of times has ticks where years, months, days or hours begin', () => {
  const between = (from: string, to: string) => labels(timeScale([Date.parse(from), Date.parse(to)]));
  assert.equal(between('2012-01-05', '2012-12-30'), ['2012-04', '2012-07', '2012-10']);
  assert.equal(between('2024-02-27', '2024-03-02'), [
    '2024-02-27',
    '2024-02-28',
    '2024-02-29',
    '2024-03-01',
    '2024-03-02',
  ]);
  assert.equal(between('2024-02-27T22:00Z', '2024-02-28T01:30Z'), [
    '02-27 22:00',
    '02-27 23:00',
    '02-28 00:00',
    '02-28 01:00',
  ]);
  assert.equal(between('1950-06-01', '1969-06-01'), ['1955', '1960', '1965']);
  assert.is(timeScale([]).ticks.length > 0, true);
});

test('what lies outside an axis is put at its nearer end', () => {
  assert.equal(
    [-5, 0, 5, 50].map(value => placeOn({ from: 0, to: 10 }, value)),
    [0, 0, 0.5, 1],
  );
});

test('a template escapes what is put into it, and joins lists of markup', () => {
  const items = ['a<b', '"&\''].map(text => html`<li>${text}</li>`);
  assert.is(html`<ul>${items}</ul>${null}${2}`.text, '<ul><li>a&lt;b</li><li>&quot;&amp;&#39;</li></ul>2');
  // A line break would leave the attribute's line, a control be seen by nobody.
  assert.is(html`<p title="${'a\n\u0000b'}">`.text, '<p title="a\\n\\x00b">');
});

test.run();
