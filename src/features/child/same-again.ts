import { type Collector, collector } from './collect.ts';
import { FeatureProblem } from './problem.ts';

/**
 * Makes the features of a block's first row once more, now that others came between. A difference means that features()
 * remembers rows (a row before, a running mean) or asks the outside: serving, which sees other rows, would differ.
 */
export function expectSameAgain(collected: Collector, makeFirst: () => unknown): void {
  const again = collector();
  again.begin(1, 0);
  again.add(quietly(makeFirst), 0);
  const { names } = again.end();
  for (const name of new Set([...names, ...collected.end().names])) {
    const first = collected.valueAt(name, 0);
    const second = again.valueAt(name, 0);
    if (Object.is(first, second)) continue;
    throw new FeatureProblem({
      code: 'features-impure',
      message:
        `src/features.js: feature "${name}" was ${JSON.stringify(first)} at first and ${JSON.stringify(second)} ` +
        'when the same row came again',
      hint: 'features() must follow from its row alone: keep nothing between calls, ask nothing outside.',
      details: { feature: name, first, second },
    });
  }
}

/** What the row printed it has printed already. */
function quietly<Result>(call: () => Result): Result {
  const { write: writeOut } = process.stdout;
  const { write: writeError } = process.stderr;
  process.stdout.write = () => true;
  process.stderr.write = () => true;
  try {
    return call();
  } finally {
    process.stdout.write = writeOut;
    process.stderr.write = writeError;
  }
}
