// git-model(1) beside the command table: what one has and the other lacks would be a lie in the manual.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commandNames } from '../src/commands/command-names.ts';
import { commands, commonOptions } from '../src/commands/specs.ts';

const path = fileURLToPath(new URL('../man/git-model.1', import.meta.url));
const page = readFileSync(path, 'utf8');

/** Text under the heading, up to the next one of its level or above. */
function section(heading: string): string {
  const start = page.indexOf(`\n${heading}\n`);
  assert.is.not(start, -1, `git-model(1) has ${heading}`);
  const text = page.slice(start + heading.length + 2);
  const end = text.search(heading.startsWith('.Sh') ? /^\.Sh /m : /^\.S[hs] /m);
  return end === -1 ? text : text.slice(0, end);
}

/** Options that the text lists, as `dry-run` or `C`. */
function listed(text: string): string[] {
  return [...text.matchAll(/^\.It Fl -?(\S+)/gm)].map(match => match[1]).sort();
}

test('the page has a section for each command, and for nothing that is none', () => {
  const headings = [...section('.Sh COMMANDS').matchAll(/^\.Ss (.+)$/gm)].map(match => match[1]);
  assert.equal(headings.sort(), [...commandNames].sort());
});

test('the page lists the very options that each command takes', () => {
  for (const { name, options } of commands)
    assert.equal(listed(section(`.Ss ${name}`)), options.map(option => option.name).sort(), name);
  assert.equal(
    listed(section('.Sh OPTIONS OF EVERY COMMAND')),
    commonOptions.map(option => option.name).sort(),
    'every command',
  );
});

test('the usual sections stand in the usual order', () => {
  const headings = [...page.matchAll(/^\.Sh (.+)$/gm)].map(match => match[1]);
  for (const heading of [
    'NAME',
    'SYNOPSIS',
    'DESCRIPTION',
    'COMMANDS',
    'ENVIRONMENT',
    'FILES',
    'EXIT STATUS',
    'EXAMPLES',
    'SEE ALSO',
  ])
    assert.is(headings.filter(other => other === heading).length, 1, heading);
});

test('groff sets the page without a warning', () => {
  const { error, stdout, stderr } = spawnSync('groff', ['-mandoc', '-Tutf8', '-ww', path], {
    encoding: 'utf8',
  });
  if (error) return console.log('(groff is not on this machine: the page is not set)');
  assert.is(stderr, '');
  assert.match(stdout, 'promote');
});

test.run();
