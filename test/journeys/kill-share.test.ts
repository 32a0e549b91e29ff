// kill -9 in the middle of push and pull: nothing is half there, and the next call gets through.

import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Project } from '../support/project.ts';
import { serveHttp } from '../support/servers.ts';
import { cloneOf, makeSharedProject } from '../support/shared-project.ts';
import { durationOf, killAtMoments, victimOf } from './killing.ts';
import { requireSettled } from './whole.ts';

/** Every branch that the hub has names data that its data repository has; both are whole. */
async function requireHubWhole({ sandbox }: Project, hub: string, where: string): Promise<void> {
  const at = (name: string, ...args: string[]) => sandbox.git(['--git-dir', `${hub}/${name}`, ...args]);
  for (const name of ['shop.git', 'shop-data.git'])
    assert.is(await fsckOnceReceived((...args) => at(name, ...args)), '', `${where}: fsck of ${name}`);
  const branches = await at('shop.git', 'for-each-ref', '--format=%(refname)', 'refs/heads/');
  for (const branch of branches.split('\n').filter(name => name !== '')) {
    const pin = await at('shop.git', 'rev-parse', `${branch}:data`);
    assert.match(
      await at('shop-data.git', 'for-each-ref', '--contains', pin),
      'refs/',
      `${where}: ${branch}`,
    );
  }
}

/** The server's git outlives the client that was killed: while it moves what it received into place, some of it is not there. */
async function fsckOnceReceived(git: (...args: string[]) => Promise<string>): Promise<string> {
  for (let tries = 0; ; tries++) {
    try {
      return await git('fsck', '--no-dangling');
    } catch (error) {
      if (tries === 20) throw error;
      await sleep(50);
    }
  }
}

async function addRelease(project: Project, index: number): Promise<void> {
  const data = { directory: `${project.directory}/data` };
  const name = `feature-${index}`;
  await project.json('experiment', name);
  await project.write(`data/initial/${name}.csv`, `day,temp,weather,sales\n2024-07-01,${index},sun,51\n`);
  await project.sandbox.git(['add', '--all'], data);
  await project.sandbox.git(['commit', '--quiet', '--message', name], data);
  await project.json('train');
  await project.json('promote', name, 'prod');
  await project.git('switch', '--quiet', 'prod');
  await project.git('-C', 'data', 'checkout', '--quiet', await project.git('rev-parse', 'prod:data'));
}

test('killed at any moment, push publishes nothing without its data, and pull leaves whole trees', async () => {
  const { project, hub } = await makeSharedProject();
  const server = await serveHttp(hub, { home: project.sandbox.home });
  const url = `${server.url}shop.git`;
  await project.git('remote', 'set-url', 'origin', url);
  await project.git('config', '--add', 'mv.trusted', url);
  await project.json('push');
  const other = await cloneOf(project, url, 'other');
  await addRelease(project, 0);
  const usual = () => project.json('push');
  let pulling = 0;
  await killAtMoments(victimOf(project), { usual, count: 5, seed: 11 }, async (kill, where, index) => {
    // What was pushed before the first round.
    if (index === 0) pulling = await durationOf(() => other.json('pull'));
    await addRelease(project, index + 1);
    await kill(['push']);
    await requireHubWhole(project, hub, `push, ${where}`);
    await project.json('push');
    await requireHubWhole(project, hub, `push again, ${where}`);

    const before = await other.git('rev-parse', 'prod');
    const after = await project.git('rev-parse', 'prod');
    await kill(['pull'], { victim: victimOf(other), duration: pulling });
    assert.ok([before, after].includes(await other.git('rev-parse', 'prod')), `pull, ${where}`);
    assert.is(await other.git('fsck', '--no-dangling'), '', `pull, ${where}`);
    await other.json('pull');
    assert.is(await other.git('rev-parse', 'prod'), after, `pull again, ${where}`);
    await requireSettled(other, `pull, ${where}`, { [other.directory]: '' });
  });
  await server.close();
  await project.remove();
});

test.run();
