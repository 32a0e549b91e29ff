import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderTable } from '../../src/terminal/table.ts';
import { displayWidth } from '../../src/terminal/width.ts';

const columns = [
  { title: 'branch', align: 'left', shrink: 1, cut: 'middle' },
  { title: 'rmse', align: 'right' },
  { title: 'difference', align: 'right', shrink: 3 },
  { title: 'differs in', align: 'left', shrink: 2 },
] as const;
const rows = [
  ['prod', '41.90', '-', ''],
  ['feature/rush-hours-of-weekdays', '38.64', '-7.8 %', 'src/features.js, model.trees 100 -> 200'],
];

test('what fits stands in full, numbers to the right, nothing after the last word of a line', () => {
  assert.is(
    renderTable({ columns, rows, width: 200 }),
    [
      'branch                           rmse  difference  differs in',
      'prod                            41.90           -',
      'feature/rush-hours-of-weekdays  38.64      -7.8 %  src/features.js, model.trees 100 -> 200',
    ].join('\n'),
  );
  assert.is(renderTable({ columns, rows, width: Infinity }), renderTable({ columns, rows, width: 200 }));
});

test('at 80 columns what gives way first is cut first', () => {
  assert.is(
    renderTable({ columns, rows, width: 80 }),
    [
      'branch                           rmse  difference  differs in',
      'prod                            41.90           -',
      'feature/rush-hours-of-weekdays  38.64      -7.8 %  src/features.js, model.trees…',
    ].join('\n'),
  );
});

test('where cutting is not enough columns go, numbers whole and never cut, and the table says which', () => {
  assert.is(
    renderTable({ columns, rows, width: 40 }),
    [
      'branch                  rmse  differs in',
      'prod                   41.90',
      'feature/ru…f-weekdays  38.64  src/featu…',
      '(too narrow for: difference)',
    ].join('\n'),
  );
});

test('hostile text is shown, not obeyed, and counts with the width of what is shown', () => {
  const table = renderTable({
    columns: [
      { title: 'na\x1bme', align: 'left' },
      { title: 'n', align: 'right' },
    ],
    rows: [
      ['\x1b[2Jx\n', '1'],
      ['日本', '22'],
    ],
    width: 80,
  });
  assert.is(table, ['na\\x1bme     n', '\\x1b[2Jx\\n   1', '日本        22'].join('\n'));
});

test('paint covers the text alone and takes no width', () => {
  const red = (text: string) => `<${text}>`;
  const table = renderTable({
    columns: [
      { title: 'a', align: 'left' },
      { title: 'b', align: 'right' },
    ],
    rows: [
      [
        { text: 'x\x1b', paint: red },
        { text: 'y', paint: red },
      ],
    ],
    width: 80,
    paintTitle: title => `*${title}*`,
  });
  assert.is(table, '*a*      *b*\n<x\\x1b>  <y>');
});

test('a table without rows is its headings, a short row is filled up, a column that says nothing is left out', () => {
  assert.is(renderTable({ columns: columns.slice(0, 2), rows: [], width: 80 }), 'branch  rmse');
  const rows = [['prod'], ['x', '1.5']];
  assert.is(
    renderTable({ columns: columns.slice(0, 2), rows, width: 80 }),
    'branch  rmse\nprod\nx        1.5',
  );
  assert.is(
    renderTable({ columns: columns.slice(0, 2), rows: [['prod'], ['x', '']], width: 80 }),
    'branch\nprod\nx',
  );
});

test('no line is wider than the screen, whatever the text and however narrow', () => {
  const column = fc.record({
    title: fc.string({ minLength: 1, maxLength: 12 }),
    align: fc.constantFrom('left' as const, 'right' as const),
    shrink: fc.option(fc.nat(3), { nil: undefined }),
    cut: fc.constantFrom('end' as const, 'middle' as const),
  });
  const cell = fc.string({ unit: 'grapheme', maxLength: 40 });
  const table = fc.array(column, { minLength: 1, maxLength: 6 }).chain(columns =>
    fc.record({
      columns: fc.constant(columns),
      rows: fc.array(fc.array(cell, { minLength: columns.length, maxLength: columns.length }), {
        maxLength: 4,
      }),
      // Each column keeps a cell at least, and two stand between.
      width: fc.integer({ min: columns.length * 3, max: 100 }),
    }),
  );
  fc.assert(
    fc.property(table, ({ columns, rows, width }) => {
      for (const line of renderTable({ columns, rows, width }).split('\n'))
        assert.ok(displayWidth(line) <= width, `${displayWidth(line)} > ${width}: ${line}`);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test.run();
