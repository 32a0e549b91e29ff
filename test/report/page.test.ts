// Every primitive on one page, with names that mean harm: what is in it, how large it is, and what a browser makes of it.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { barPairs } from '../../src/report/bar-pairs.ts';
import { densityChart } from '../../src/report/density-chart.ts';
import { figure, smallMultiples } from '../../src/report/figure.ts';
import { histogramChart } from '../../src/report/histogram-chart.ts';
import { html } from '../../src/report/html.ts';
import { htmlTable } from '../../src/report/html-table.ts';
import { intervalTable, toneMark } from '../../src/report/interval-table.ts';
import { lineChart } from '../../src/report/line-chart.ts';
import { page } from '../../src/report/page.ts';
import { timeScale } from '../../src/report/scale.ts';
import { shadedTable } from '../../src/report/shaded-table.ts';
import { stripChart } from '../../src/report/strip-chart.ts';
import { timeline } from '../../src/report/timeline.ts';
import { Browser, findBrowser } from '../support/browser.ts';

const HOSTILE = '"><script>document.title="run"</script><img src=x onerror=alert(1)>&\'\u202e';
const DAY = 86_400_000;
const start = Date.UTC(2012, 0, 1);

/** A monitoring report of 50 columns is what the room must carry. */
function everything(): string {
  const scale = timeScale([start, start + 360 * DAY]);
  const weeks = Array.from({ length: 52 }, (_, at) => start + at * 7 * DAY);
  const wave = (at: number) => Math.sin(at / 5);
  const edges = Array.from({ length: 21 }, (_, at) => at - 10);
  const columns = Array.from({ length: 50 }, (_, column) =>
    figure({
      title: column === 0 ? HOSTILE : `column ${column}`,
      legend: [
        { name: 'reference', look: 'area' },
        { name: 'window', look: 'line' },
      ],
      chart: histogramChart({
        says: HOSTILE,
        x: { title: 'value' },
        edges,
        series: [
          { name: 'reference', counts: edges.slice(1).map(edge => 1000 * Math.exp((-edge * edge) / 20)) },
          {
            name: HOSTILE,
            counts: edges.slice(1).map(edge => 700 * Math.exp(-((edge - column / 10) ** 2) / 14)),
          },
        ],
        height: 110,
      }),
    }),
  );
  const drift = lineChart({
    says: 'share of drifted columns by week',
    x: { title: 'week', kind: 'time', scale },
    y: { title: 'PSI' },
    series: [
      { name: HOSTILE, points: weeks.map((x, at) => ({ x, y: at === 20 ? Number.NaN : 1 + wave(at) })) },
      {
        name: 'with a band',
        points: weeks.map((x, at) => ({ x, y: wave(at), low: wave(at) - 0.3, high: wave(at) + 0.4 })),
      },
    ],
    limits: [{ name: HOSTILE, value: 1.5 }],
    events: [{ name: 'release 2', x: weeks[30] }],
  });
  const decisions = timeline({
    says: 'decisions',
    x: { title: 'week', scale },
    lanes: [
      { name: HOSTILE, events: weeks.slice(3, 9).map(x => ({ x, name: HOSTILE, tone: 'good' })) },
      { name: 'alarms', events: [{ x: weeks[40], name: 'drift', tone: 'bad' }] },
    ],
  });
  const dots = Array.from({ length: 300 }, (_, at) => [at, at + 40 * Math.sin(at)] as const);
  const cells = Array.from({ length: 400 }, (_, at) => [at % 20, Math.floor(at / 20), 1 + at] as const);
  return page({
    title: HOSTILE,
    lead: html`<p>${HOSTILE}</p>`,
    footer: HOSTILE,
    sections: [
      { title: HOSTILE, body: smallMultiples(columns) },
      {
        title: 'over time',
        body: [
          figure({
            title: 'drift',
            chart: drift,
            legend: [
              { name: HOSTILE, look: 'line' },
              { name: 'b', look: 'line' },
            ],
          }),
          figure({ title: 'decisions', chart: decisions }),
          stripChart({
            says: HOSTILE,
            x: { title: 'week', scale },
            every: 7 * DAY,
            lanes: [
              {
                name: HOSTILE,
                bars: weeks.map((x, at) => ({ x, ratio: at === 9 ? Number.POSITIVE_INFINITY : at / 20 })),
              },
            ],
          }),
          barPairs({
            says: HOSTILE,
            pairs: [
              { name: HOSTILE, before: 0.2, now: 0.0004 },
              { name: 'nothing is known', before: 0.8, now: null },
            ],
          }),
        ],
      },
      {
        title: 'intervals',
        body: intervalTable({
          says: HOSTILE,
          columns: [{ title: HOSTILE }, { title: 'verdict' }],
          scaleTitle: 'difference',
          rows: [
            {
              cells: [HOSTILE, [toneMark('good'), 'better']],
              estimate: { value: -2, low: -3, high: -1, tone: 'good' },
            },
            {
              cells: ['b', [toneMark('unsure'), 'withheld']],
              estimate: { value: 1, low: -1, high: 3, tone: 'unsure' },
            },
            { cells: ['c', ''], estimate: null },
          ],
        }),
      },
      {
        title: 'two numbers',
        body: smallMultiples([
          figure({
            title: 'dots',
            chart: densityChart({
              says: HOSTILE,
              x: { title: HOSTILE },
              y: { title: 'p' },
              values: { dots },
              diagonal: true,
            }),
            numbers: htmlTable({ says: HOSTILE, columns: [{ title: HOSTILE }], rows: [[HOSTILE]] }),
          }),
          figure({
            title: 'squares',
            chart: densityChart({
              says: 'squares',
              x: { title: 'a' },
              y: { title: 'p' },
              values: {
                cells: {
                  x: { from: 0, to: 10, cells: 20 },
                  y: { from: -5, to: 5, cells: 20 },
                  counts: cells,
                },
              },
            }),
          }),
          shadedTable({
            says: 'confusion',
            corner: 'actual, predicted',
            rows: [HOSTILE, 'b'],
            columns: [HOSTILE, 'b'],
            counts: [
              [9, 1],
              [0, 5],
            ],
          }),
        ]),
      },
    ],
  });
}

test('what others wrote is text wherever it stands, and nothing in the page could run or ask', () => {
  const text = everything();
  assert.not.match(text, /<script|<img|<iframe|<object|@import|url\(/);
  assert.not.match(text, '\u202e');
  const tags = [...text.matchAll(/<[a-z][^>]*>/g)].map(([tag]) => tag);
  const attributes = new Set(
    tags.flatMap(tag => [...tag.matchAll(/ ([a-z:-]+)="[^"]*"/g)].map(found => found[1])),
  );
  for (const name of ['style', 'src', 'srcset', 'action', 'xlink:href'])
    assert.not(attributes.has(name), name);
  assert.equal(
    [...attributes].filter(name => name.startsWith('on')),
    [],
  );
  assert.not.match(text, / href="(?!#|data:,")/);
  assert.match(text, "default-src 'none'; style-src 'sha256-");
  assert.not.match(text, /NaN|undefined|Infinity/);
  assert.is(text, everything());
});

test('fifty columns take less than 500 KB', () => {
  assert.ok(Buffer.byteLength(everything()) < 500_000, String(Buffer.byteLength(everything())));
});

const browser = findBrowser();
const inBrowser = browser === null ? test.skip : test;
if (browser === null) console.log('no Chromium is installed: pages are not opened');

inBrowser(
  'a browser shows it at any width without a complaint, a request, or a side that sticks out',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'git-model-page-'));
    const file = path.join(folder, 'page.html');
    await writeFile(file, everything());
    const opened = await Browser.open(browser!);
    try {
      for (const width of [360, 1200]) {
        const seen = await opened.visit(pathToFileURL(file).href, {
          width,
          scheme: width < 500 ? 'dark' : 'light',
        });
        assert.equal(seen, { requests: [], complaints: [], overflow: 0 });
      }
      assert.match(await opened.evaluate('document.title'), '"><script>');
      const ground = 'getComputedStyle(document.body).backgroundColor';
      assert.is(await opened.evaluate(ground), 'rgb(255, 255, 255)');
      await opened.look({ width: 1200, scheme: 'dark' });
      assert.is(await opened.evaluate(ground), 'rgb(20, 23, 27)');
      // On paper it is light, whatever the screen is.
      await opened.look({ width: 800, scheme: 'dark', media: 'print' });
      assert.is(await opened.evaluate(ground), 'rgb(255, 255, 255)');
    } finally {
      await opened.close();
      await rm(folder, { recursive: true });
    }
  },
);

test.run();
