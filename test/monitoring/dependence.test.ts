import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomDraws } from '../../src/data/random-draws.ts';
import { dependenceOf, dependenceTime } from '../../src/monitoring/dependence.ts';
import { autoregressive, normals } from './drift/draw-columns.ts';

const draw = randomDraws(4);

test('an autoregressive series of coefficient c has a dependence time of (1 + c) / (1 - c)', () => {
  for (const coefficient of [0.3, 0.6, 0.9]) {
    const expected = (1 + coefficient) / (1 - coefficient);
    const { time, settled } = dependenceOf(autoregressive(draw, 200_000, coefficient));
    assert.ok(settled);
    assert.ok(Math.abs(time / expected - 1) < 0.15, `${coefficient}: ${time}`);
  }
});

test('most independent series are taken for what they are, and none for much less', () => {
  const times = Array.from({ length: 100 }, () => dependenceOf(normals(draw, 1000)).time);
  assert.ok(times.filter(time => time === 1).length >= 70);
  assert.ok(times.every(time => time < 1.7));
});

test('over half a cycle rows are alike, over many they are not', () => {
  const daily = dependenceOf(
    Float64Array.from({ length: 20_000 }, (_, row) => Math.sin((row * Math.PI) / 12)),
  );
  assert.ok(daily.settled);
  assert.ok(dependenceTime(daily, 12)! > 4);
  assert.is(dependenceTime(daily, 24 * 28), 1);
});

test('what moves for as long as can be seen does not settle, and has no time over long stretches', () => {
  const rising = dependenceOf(Float64Array.from({ length: 1000 }, (_, row) => row));
  assert.is(rising.settled, false);
  assert.ok(dependenceTime(rising, 16)! > 10);
  assert.is(dependenceTime(rising, 500), null);
});

test('few rows and constants have no dependence that could be seen', () => {
  const independent = { time: 1, settled: true, stretches: [] };
  assert.equal(dependenceOf(normals(draw, 20)), independent);
  assert.equal(dependenceOf(new Float64Array(100)), independent);
  assert.equal(dependenceOf(new Float64Array(0)), independent);
});

test.run();
