// The shape of the house: data flows one way, nothing imports upward or in a circle.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const source = fileURLToPath(new URL('../src/', import.meta.url));

/** From the ground up: a folder may import from itself and from those before it. */
const FLOORS = [
  ['errors.ts', 'version.ts'],
  ['terminal', 'repository', 'data'],
  ['models', 'report'],
  ['features'],
  ['metrics'],
  ['monitoring', 'project', 'calibration'],
  ['provenance', 'trainer'],
  ['prediction-log'],
  ['training', 'comparison', 'prediction', 'ab-test', 'mounting'],
  ['ingestion', 'reproduction', 'scoring', 'serving'],
  ['gates', 'watching'],
  ['releases'],
  ['scaffolding'],
  ['sharing', 'cycle'],
  ['commands'],
  ['cli'],
  ['cli.ts'],
];

const files = readdirSync(source, { recursive: true })
  .map(String)
  .filter(file => file.endsWith('.ts'))
  .map(file => file.replaceAll(path.sep, '/'));

/** Files of src/ that a file imports; type-only imports count too, for a reader follows them all the same. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(source, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(match => match[1]);
  return found
    .map(target => path.posix.normalize(path.posix.join(path.posix.dirname(file), target)))
    .filter(target => !target.startsWith('..'));
}

const roomOf = (file: string) => file.split('/')[0];
const floorOf = (file: string) => FLOORS.findIndex(rooms => rooms.includes(roomOf(file)));

test('every file stands in a room of the plan', () => {
  assert.equal(
    files.filter(file => floorOf(file) === -1),
    [],
  );
});

test('nothing imports upward, and rooms of one floor do not know each other', () => {
  const wrong: string[] = [];
  for (const file of files) {
    for (const target of importsOf(file)) {
      if (roomOf(file) === roomOf(target)) continue;
      if (floorOf(target) >= floorOf(file)) wrong.push(`${file} -> ${target}`);
    }
  }
  assert.equal(wrong, []);
});

test('no file imports itself through others', () => {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: string[]) => {
    if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
    if (done.has(file) || trail.includes(file)) return;
    for (const target of importsOf(file)) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  assert.equal(circles, []);
});

test('every import names a file that is there', () => {
  const known = new Set(files);
  const lost = files.flatMap(file =>
    importsOf(file)
      .filter(target => !known.has(target))
      .map(target => `${file} -> ${target}`),
  );
  assert.equal(lost, []);
});

test('no drawer for what has no place: utils, helpers, types, managers, barrels', () => {
  const drawers = files.filter(file =>
    /(^|\/)(utils?|helpers?|common|misc|types|index|.*manager)(\.ts|\/)/i.test(file),
  );
  assert.equal(drawers, []);
});

test('only repository/, features/, trainer/ and the commands of sources and gates start processes', () => {
  const starting = files.filter(file =>
    /^import (?!type).* from '(node:child_process|execa)'|import\('execa'\)/m.test(
      readFileSync(path.join(source, file), 'utf8'),
    ),
  );
  assert.equal(
    starting.filter(file => !['repository', 'features', 'trainer'].includes(roomOf(file))),
    ['gates/run-command.ts', 'ingestion/run-command.ts'],
  );
});

test.run();
