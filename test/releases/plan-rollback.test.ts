import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UserError } from '../../src/errors.ts';
import { planRollback } from '../../src/releases/plan-rollback.ts';
import type { Release } from '../../src/releases/release.ts';

const id = (name: string) => Buffer.from(name).toString('hex').padEnd(40, '0');

/** `'init'`, `'p2'`, `'r3>init'` (a rollback to it), `'u'` (by hand): oldest first, as they happened. */
function history(...steps: string[]): Release[] {
  let number = 0;
  return steps
    .map((step): Release => {
      const [name, restored] = step.split('>');
      const kind = name.startsWith('u')
        ? 'unverified'
        : name === 'init'
          ? 'init'
          : restored
            ? 'rollback'
            : 'promotion';
      if (kind !== 'unverified') number++;
      return {
        release: kind === 'unverified' ? null : number,
        commit: id(name),
        at: '2026-01-02T03:04:05.000Z',
        kind,
        from: null,
        data: { commit: null },
        metrics: {},
        gates: [],
        author: 'Ada',
        restores: restored ? id(restored) : null,
        note: null,
      };
    })
    .reverse();
}

const plan = (releases: Release[], to?: string) =>
  planRollback(releases, { environment: 'prod', to, shallow: false });

function restores(releases: Release[], to?: string): string {
  const { action, target } = plan(releases, to);
  return action === 'nothing' ? 'nothing' : Buffer.from(target.commit, 'hex').toString().replace(/\0+$/, '');
}

test('without --to: what was live before what is live', () => {
  assert.is(restores(history('init', 'p2')), 'init');
  assert.is(restores(history('init', 'p2', 'p3')), 'p2');
  assert.is(restores(history('init', 'p2', 'p3', 'r4>p2')), 'init');
  assert.is(restores(history('init', 'p2', 'r3>init', 'p4')), 'init', 'p2 was rolled back and stays so');
  assert.is(restores(history('init', 'p2', 'p3', 'r4>p2', 'p5')), 'p2');
  assert.is(
    restores(history('init', 'p2', 'p3', 'r4>p2', 'r5>init', 'r6>p3')),
    'p2',
    'forward, then back from there',
  );
});

test('on a tip made by hand the newest release comes back, rollbacks followed', () => {
  assert.is(restores(history('init', 'u1')), 'init');
  assert.is(restores(history('init', 'p2', 'u1', 'u2')), 'p2');
  assert.is(restores(history('init', 'p2', 'r3>init', 'u1')), 'init');
  assert.is(restores(history('init', 'p2', 'u1', 'p3')), 'p2', 'commits by hand between are passed over');
});

test('--to takes a number of up to six digits, or the beginning of an id', () => {
  const releases = history('init', 'p2', 'umz', 'p3');
  assert.is(restores(releases, '1'), 'init');
  assert.is(restores(releases, '2'), 'p2');
  assert.is(restores(releases, id('umz')), 'umz');
  assert.is(restores(releases, id('umz').slice(0, 6)), 'umz', 'hex letters make it an id');
  assert.is(restores(releases, '3'), 'nothing');
  assert.is(plan(releases, '3').reason, 'release 3 is live already');
});

test('what a rollback restored is live already', () => {
  const releases = history('init', 'p2', 'r3>init');
  assert.is(restores(releases, '1'), 'nothing');
  assert.is(restores(releases, '3'), 'nothing');
  assert.is(restores(history('init', 'p2', 'r3>init', 'r4>p2'), '3'), 'r3', 'a rollback can be restored');
});

test('what is not there is refused, with the list as remedy', () => {
  const refused = (releases: Release[], to?: string, shallow = false): UserError => {
    try {
      planRollback(releases, { environment: 'prod', to, shallow });
    } catch (error) {
      if (error instanceof UserError) return error;
    }
    throw new Error('not refused');
  };
  const releases = history('init', 'p2', 'r3>init');
  assert.is(refused(history('init')).message, 'prod has no release before the one that is live');
  assert.is(refused(releases).code, 'release-not-found');
  assert.is(refused(releases, '9').message, 'prod has no release 9');
  assert.is(refused(releases, '1234567').message, 'prod has no commit "1234567"', 'seven digits are an id');
  assert.is(refused(releases, 'feature').message, 'prod has no commit "feature"');
  assert.is(
    refused(history('init', 'pz'), id('pz').slice(1, 4)).message,
    'prod has no commit "07a"',
    'three letters are too few',
  );
  assert.is(refused(history('init', 'pz1', 'pz2'), '707a3').message, '2 commits of prod begin with 707a3');
  assert.match(refused(releases, '9').hint ?? '', 'git-model history prod');
  assert.match(refused(history('p2'), undefined, true).hint ?? '', 'git fetch --unshallow');
});

test.run();
