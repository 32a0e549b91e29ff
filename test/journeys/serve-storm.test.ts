// `npm run bench -- serve-storm`, short: promotions and rollbacks under load, with the same checks.

import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeStormProject, STORM, stormMoves } from '../../bench/storm/project.js';
import { serveStorm } from '../../bench/storm/serve-storm.js';
import { makeProject, testEnvironment } from '../support/project.ts';

const BINARY = fileURLToPath(new URL('../../bin/git-model.js', import.meta.url));

test('through ten promotions and rollbacks of two arms no request fails, every answer is of a commit that its branch had, and all is logged', async () => {
  const project = await makeProject();
  const { directory } = project;
  await makeStormProject({
    ...{ directory, trees: 3 },
    git: (...args: string[]) => project.git(...args),
    gitModel: (...args: string[]) => project.json(...args),
  });
  const storm = await serveStorm({
    ...STORM,
    ...{ binary: BINARY, directory, environment: testEnvironment(project.sandbox.home) },
    ...{ requests: 4000, connections: 4, moves: stormMoves(10) },
  });
  assert.equal(storm.words, []);
  assert.equal(
    [storm.complaints, storm.failed, storm.dropped, storm.moves, storm.reloads, storm.models],
    [0, 0, 0, 10, 10, 3],
  );
  assert.ok(storm.requests >= 4000);
  assert.equal([storm.answered, storm.served, storm.logged], Array(3).fill(storm.requests));
  // One of the two has code of its own.
  assert.ok(storm.left.processes <= 2 && storm.left.folders === 2, JSON.stringify(storm.left));
  await project.remove();
});

test.run();
