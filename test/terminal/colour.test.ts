import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { coloursFor, isWatched, screenWidth, wantsColour } from '../../src/terminal/colour.ts';

test('a terminal gets colour, a pipe does not', () => {
  assert.ok(wantsColour({ env: { TERM: 'xterm-256color' }, isTTY: true }));
  assert.not(wantsColour({ env: { TERM: 'xterm-256color' }, isTTY: false }));
  assert.not(wantsColour({ env: { TERM: 'dumb' }, isTTY: true }));
  assert.not(wantsColour({ env: { CI: 'true' }, isTTY: false }));
});

test('NO_COLOR goes before FORCE_COLOR, and that before TERM and the pipe', () => {
  const cases: [env: Record<string, string>, isTTY: boolean, expected: boolean][] = [
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '0' }, true, false],
    [{ NO_COLOR: '' }, true, true], // no-color.org: "when present and not an empty string"
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, false, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '' }, false, true],
    [{ FORCE_COLOR: '3', TERM: 'dumb' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: 'false' }, true, false],
  ];
  for (const [env, isTTY, expected] of cases)
    assert.is(wantsColour({ env, isTTY }), expected, JSON.stringify(env));
});

test('colours are escapes where they are wanted and the plain text elsewhere', () => {
  assert.is(coloursFor({ env: { FORCE_COLOR: '1' }, isTTY: false }).bold('prod'), '\x1b[1mprod\x1b[22m');
  assert.is(coloursFor({ env: { NO_COLOR: '1' }, isTTY: true }).bold('prod'), 'prod');
});

test('nobody watches a pipe, a CI log or a dumb terminal', () => {
  assert.ok(isWatched({ env: {}, isTTY: true }));
  assert.ok(isWatched({ env: { CI: 'false' }, isTTY: true }));
  assert.ok(isWatched({ env: { NO_COLOR: '1' }, isTTY: true }));
  assert.not(isWatched({ env: {}, isTTY: false }));
  assert.not(isWatched({ env: { CI: 'true' }, isTTY: true }));
  assert.not(isWatched({ env: { TERM: 'dumb' }, isTTY: true }));
});

test('lines are as wide as the terminal says, 80 where it says nothing, endless in a pipe', () => {
  assert.is(screenWidth({ env: {}, isTTY: true, columns: 200 }), 200);
  assert.is(screenWidth({ env: {}, isTTY: true, columns: 0 }), 80);
  assert.is(screenWidth({ env: {}, isTTY: true }), 80);
  assert.is(screenWidth({ env: {}, isTTY: false, columns: 80 }), Number.POSITIVE_INFINITY);
});

test.run();
