// The shorter stories: orders from which nothing is to be learned, and three snapshots of the air, models in use.

import { test } from 'uvu';
import { assertTold, hasData, tell } from '../support/tutorial.ts';

const stories = [
  {
    story: 'monitoring',
    data: 'bike-sharing',
    title: 'models in use: season is no decay, and one name written two ways is drift',
  },
  {
    story: 'orders',
    data: 'wholesale-retail-orders',
    title: 'daily orders: what learned nothing is not released',
  },
  {
    story: 'air-quality',
    data: 'india-aqi',
    title: 'three snapshots of the air: each season is new to the model',
  },
];

for (const { story, data, title } of stories) {
  const onShared = hasData(data) ? test : test.skip;
  onShared(title, async () => {
    const { sandbox, printed } = await tell(story);
    assertTold(`docs/tutorial-${story}.md`, printed);
    await sandbox.remove();
  });
}

test.run();
