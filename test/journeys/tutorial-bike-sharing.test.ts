// Two years of a bike rental: what docs/tutorial-bike-sharing.md tells, through the binary, on the data themselves.

import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Project } from '../support/project.ts';
import { assertTold, hasData, tell } from '../support/tutorial.ts';

const onShared = hasData('bike-sharing') ? test : test.skip;

onShared(
  'twelve months, retrained, compared on the same rows, released through gates, and made again',
  async () => {
    const { sandbox, folder, printed } = await tell('bike-sharing');
    assertTold('docs/tutorial-bike-sharing.md', printed);

    const project = new Project(sandbox, path.join(folder, 'bikes'));
    const { releases } = await project.json('history');
    const retrained = releases.filter(({ kind }: any) => kind === 'retrain');
    assert.equal(
      retrained.map(({ from }: any) => from.branch).reverse(),
      ['03', '04', '06', '08', '09', '10', '11', '12'].map(month => `2012-${month}`),
      'the gates let no other pass',
    );
    for (const { gates } of retrained)
      assert.equal(
        gates.map(({ name, passed, forced }: any) => [name, passed, forced]),
        [
          ['learned', true, false],
          ['useful', true, false],
          ['no-worse', true, false],
          ['small', true, false],
        ],
      );
    const again = printed.filter(line =>
      /^reproduced .*: the same model and metrics, byte for byte$/.test(line),
    );
    assert.is(again.length, 4, 'one refused, two that forget, the newest');
    assert.is(await project.git('status', '--porcelain'), '');
    await sandbox.remove();
  },
);

test.run();
