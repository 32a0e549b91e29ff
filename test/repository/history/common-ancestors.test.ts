import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bestCommonAncestors } from '../../../src/repository/history/common-ancestors.ts';

const graph = (lines: Record<string, string>) =>
  new Map(
    Object.entries(lines).map(([commit, parents]) => [
      commit,
      parents.split(' ').filter(name => name !== ''),
    ]),
  );

test('a line, a fork, a criss-cross, nothing in common', () => {
  const line = graph({ c: 'b', b: 'a', a: '' });
  assert.equal(bestCommonAncestors(line, ['c', 'a']), ['a']);
  assert.equal(bestCommonAncestors(line, ['c', 'c']), ['c']);
  assert.equal(bestCommonAncestors(graph({ x: 'a', y: 'a', a: '' }), ['x', 'y']), ['a']);
  const crossed = graph({ l2: 'l1 r1', r2: 'r1 l1', l1: 'a', r1: 'a', a: '' });
  assert.equal(bestCommonAncestors(crossed, ['l2', 'r2']).sort(), ['l1', 'r1']);
  assert.equal(bestCommonAncestors(crossed, ['l2', 'r2', 'l1']), ['l1']);
  assert.equal(bestCommonAncestors(graph({ x: '', y: '' }), ['x', 'y']), []);
});

test('it is what git merge-base --all says, on random histories', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'git-model-test-graph-'));
  const run = (args: string[], input?: string) =>
    execFileSync('git', args, {
      cwd: folder,
      input,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', HOME: folder },
    });
  run(['init', '--quiet', '--bare', '.']);
  try {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(100), fc.option(fc.nat(100))), { minLength: 2, maxLength: 14 }),
        shape => {
          const lines: string[] = [];
          for (const [index, [first, second]] of shape.entries()) {
            lines.push(
              `commit refs/heads/t\nmark :${index + 1}\ncommitter A <a@x> ${1_700_000_000 + index} +0000\ndata 0\n`,
            );
            if (index > 0 && first % 7 > 0) lines.push(`from :${(first % index) + 1}\n`);
            else if (index > 0) lines.push('from 0000000000000000000000000000000000000000\n');
            if (index > 1 && second !== null && first % 7 > 0 && second % index !== first % index)
              lines.push(`merge :${(second % index) + 1}\n`);
          }
          const marks = path.join(folder, 'marks');
          run(['fast-import', '--quiet', '--force', `--export-marks=${marks}`], lines.join(''));
          const commits = readFileSync(marks, 'utf8')
            .trim()
            .split('\n')
            .map(line => line.split(' ')[1]);
          assert.is(commits.length, shape.length);
          const parents = new Map(
            run(['rev-list', '--parents', '--no-walk', ...commits])
              .trim()
              .split('\n')
              .map(line => line.split(' '))
              .map(([commit, ...more]) => [commit, more]),
          );
          const [one, other] = [commits.at(-1)!, commits.at(-2)!];
          let said = '';
          try {
            said = run(['merge-base', '--all', one, other]);
          } catch {
            // Exit 1: nothing in common.
          }
          assert.equal(
            bestCommonAncestors(parents, [one, other]).sort(),
            said
              .split('\n')
              .filter(line => line !== '')
              .sort(),
          );
        },
      ),
      { numRuns: 25, seed: 7 },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
