// The page of monitoring: what is in it, how large it is, and what a browser makes of it.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { profileCategories } from '../../../src/monitoring/profile-categories.ts';
import { markdownMonitor } from '../../../src/watching/report/markdown-monitor.ts';
import { reportMonitor } from '../../../src/watching/report/report-monitor.ts';
import { Browser, findBrowser } from '../../support/browser.ts';
import { HOSTILE, monitored } from '../../support/monitored.ts';

// 2,000 rows of drift.csv hold 39 windows of 51 rows; of performance.csv, 142 of 14.
const long = monitored({ columns: 50, windows: 142, moved: 50 });
const page = reportMonitor(long, '0.0.0');
const CASES: [string, Parameters<typeof monitored>[0]][] = [
  ['one window of one column, without labels', { columns: 1, labels: false }],
  ['no rows at all', { columns: 6, rows: 0 }],
  ['too few rows', { columns: 6, rows: 2 }],
  ['nothing moved', { columns: 6, windows: 12 }],
];

test('fifty columns that all drifted, 142 windows and twelve segments take less than 500 KB', () => {
  assert.ok(Buffer.byteLength(page) < 500_000, String(Buffer.byteLength(page)));
  assert.is(reportMonitor(long, '0.0.0'), page);
});

test('names that mean harm are text, and no page holds what is no number', () => {
  for (const [name, options] of [...CASES, ['long', null] as const]) {
    const text = options === null ? page : reportMonitor(monitored(options), '0.0.0');
    assert.not.match(text, /<script|<img|<iframe|@import|url\(|\u202e/, name);
    assert.not.match(text, /NaN|undefined|Infinity/, name);
    assert.not.match(text, / href="(?!#|data:,")/, name);
    const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    assert.is(new Set(ids).size, ids.length, name);
    for (const [, id] of text.matchAll(/ href="#([^"]*)"/g)) assert.ok(ids.includes(id), `${name}: ${id}`);
  }
});

test('the verdicts come first, in words, with the rate of false alarms and what is to be done', () => {
  const [head] = page.split('<main>');
  for (const words of [
    'Drift in 50 of 51 columns',
    'Decay: rmse',
    '>Retrain<',
    'git-model retrain ',
    'at most 5 % of windows',
    '500 logged predictions',
    '0123456',
    'Relative mean difference',
  ])
    assert.match(head, words);
  const [quiet] = reportMonitor(monitored({ columns: 6 }), '0.0.0').split('<main>');
  assert.match(quiet, 'No drift in 7 columns');
  const [few] = reportMonitor(monitored({ columns: 6, rows: 2 }), '0.0.0').split('<main>');
  assert.match(few, 'Too few rows to tell');
  assert.match(few, 'Too few labels to tell');
  const first = reportMonitor(monitored({ columns: 6 }), '0.0.0');
  assert.match(first, 'This is the first window on record');
  const none = reportMonitor(monitored({ columns: 6, rows: 0 }), '0.0.0');
  assert.match(none, 'There are no rows');
  assert.match(none, 'No window is on record yet');
  const [unlabelled] = reportMonitor(monitored({ columns: 1, labels: false }), '0.0.0').split('<main>');
  assert.match(unlabelled, 'No labels yet');
});

test('what drifted stands before the fold, the rest in it', () => {
  const some = reportMonitor(monitored({ columns: 10, moved: 3 }), '0.0.0');
  const [before, after] = some.split('<details class="fold">');
  assert.is((before.match(/<figure>/g) ?? []).length, 3);
  assert.match(after, /^<summary>8 columns in which no drift was found/);
});

test('of two classes the chart of the prediction says of which it is the probability', () => {
  const found = monitored({ columns: 1 });
  const { predictions } = found.window.reference;
  assert.is(predictions?.task, 'regression');
  if (predictions?.task !== 'regression') return;
  found.window.reference.predictions = {
    task: 'classification',
    classes: profileCategories(new Int32Array(), []),
    meanProbabilities: [
      ['no', 0.4],
      ['<yes>', 0.6],
    ],
    probability: predictions.values,
  };
  assert.match(
    reportMonitor(found, '0.0.0'),
    '<figcaption>prediction: probability of &lt;yes&gt;</figcaption>',
  );
});

test('for a pull request: verdicts, decision and the flagged columns, at most twenty, as plain text', () => {
  const text = markdownMonitor(long);
  // Outside of code spans every angle bracket is escaped, but for the comments that keep mentions apart.
  assert.not.match(text.replace(/(`+) ?.*? ?\1(?!`)/g, ''), /(?<!\\)<(?!!-- -->)/);
  const lines = text.split('\n');
  assert.match(lines[0], /0123456 on 500 logged predictions/);
  assert.match(lines[2], /^- Drift: \*\*Drift in 50 of 51 columns\.\*\* /);
  assert.match(lines[3], /^- Performance: \*\*Decay: rmse/);
  assert.match(lines[4], /^- Decision: \*\*Retrain\.\*\* /);
  assert.is(lines.filter(line => line.startsWith('| ')).length, 2 + 20);
  assert.match(lines[lines.length - 1], 'and 30 more');
  const quiet = markdownMonitor(monitored({ columns: 3, labels: false }));
  assert.not.match(quiet, '\n| ');
  assert.match(quiet, 'No labels yet');
});

const browser = findBrowser();
const inBrowser = browser === null ? test.skip : test;
if (browser === null) console.log('no Chromium is installed: the page of monitoring is not opened');

inBrowser(
  'a browser shows every case without a complaint, a request, or a side that sticks out',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'git-model-page-'));
    const opened = await Browser.open(browser!);
    try {
      const visit = async (text: string, look: Parameters<Browser['visit']>[1]) => {
        const file = path.join(folder, 'page.html');
        await writeFile(file, text);
        const seen = await opened.visit(pathToFileURL(file).href, look);
        assert.equal(seen, { requests: [], complaints: [], overflow: 0 });
      };
      for (const [, options] of CASES)
        await visit(reportMonitor(monitored(options), '0.0.0'), { width: 400, scheme: 'dark' });
      // As wide as a sheet of A4 between its margins.
      await visit(page, { width: 680, media: 'print' });
      await visit(page, { width: 400, scheme: 'dark' });
      await visit(reportMonitor(monitored({ columns: 10, moved: 3 }), '0.0.0'), { width: 1200 });
      assert.match(await opened.evaluate('document.title'), HOSTILE.slice(0, 10));
      const isOpen = 'document.querySelector(".fold").offsetHeight > 200';
      assert.is(await opened.evaluate(isOpen), false);
      // Whatever is folded can be reached by keyboard, and is on paper.
      assert.is(
        await opened.evaluate(
          '[...document.querySelectorAll("summary,.scroll,a")].every(each => each.tabIndex === 0)',
        ),
        true,
      );
      await opened.look({ width: 680, media: 'print' });
      assert.is(await opened.evaluate(isOpen), true);
    } finally {
      await opened.close();
      await rm(folder, { recursive: true });
    }
  },
);

test.run();
