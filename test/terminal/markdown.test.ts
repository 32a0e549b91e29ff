import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { escapeMarkdown, renderMarkdown } from '../../src/terminal/markdown.ts';

test('a table has a heading, alignments and a line a row', () => {
  const text = renderMarkdown({
    columns: [
      { title: 'branch', align: 'left', code: true },
      { title: 'rmse', align: 'right' },
    ],
    rows: [['prod', '41.90'], ['feature_x']],
  });
  assert.is(text, '| branch | rmse |\n| :--- | ---: |\n| `prod` | 41.90 |\n| `feature_x` |  |');
});

test('no text can end its cell, its line or its code span', () => {
  const cells = (text: string) =>
    renderMarkdown({
      columns: [
        { title: 'c', align: 'left', code: true },
        { title: 't', align: 'left' },
      ],
      rows: [[text, text]],
    }).split('\n')[2];
  assert.is(cells('a|b'), '| `a\\|b` | a\\|b |');
  assert.is(cells('a\nb'), '| a\\\\nb | a\\\\nb |');
  assert.is(cells('a`b'), '| `` a`b `` | a\\`b |');
  assert.is(cells('a\\|b'), '| a\\\\\\|b | a\\\\\\|b |');
  assert.is(cells(''), '|  |  |');
});

test('text stays text: no formatting, no HTML, no mention', () => {
  assert.is(escapeMarkdown('*a* _b_ [c](d) <img> ~e~'), '\\*a\\* \\_b\\_ \\[c\\](d) \\<img\\> \\~e\\~');
  assert.is(escapeMarkdown('@team #12'), '@<!-- -->team #<!-- -->12');
  assert.is(escapeMarkdown('http://x www.y.z'), 'http:<!-- -->//x w<!-- -->ww.y.z');
  assert.is(escapeMarkdown('-7.8 % (95 %: -9 to -6)'), '-7.8 % (95 %: -9 to -6)');
});

test.run();
