import { measurePairs } from '../measure.js';
import { BINARY } from '../projects/sandbox.js';

/** `git-model --version` against a Node that does nothing. */
export function measureVersion({ pairs = 40 } = {}) {
  const measured = measurePairs({
    ours: { args: [BINARY, '--version'] },
    floor: { args: ['-e', '0'] },
    pairs,
  });
  return [{ name: 'git-model --version', floor: 'node -e 0', ...ratioRow(measured, 1.3) }];
}

/** What every row that is a ratio has. */
export function ratioRow(measured, limit) {
  return {
    ours: measured.ours,
    floorTime: measured.floor,
    ratio: measured.ratio,
    limit: { what: 'ratio', most: limit },
    passed: measured.ratio.median <= limit,
  };
}
