// A project with a remote, and a colleague who clones it.

import { mkdir } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import { makeProject, Project } from './project.ts';

/** Two empty bare repositories side by side in `hub/` of the sandbox, writable over HTTP; `shop` knows the first. */
export async function makeSharedProject(
  url: (hub: string) => string = hub => `file://${hub}/`,
): Promise<{ project: Project; hub: string }> {
  const project = await makeProject();
  const { sandbox } = project;
  const hub = sandbox.path('hub');
  await mkdir(hub);
  for (const name of ['shop.git', 'shop-data.git']) {
    await sandbox.git(['init', '--quiet', '--bare', `${hub}/${name}`]);
    await sandbox.git(['--git-dir', `${hub}/${name}`, 'config', 'http.receivepack', 'true']);
  }
  await project.git('remote', 'add', 'origin', `${url(hub)}shop.git`);
  await project.git('config', 'mv.trusted', `${url(hub)}shop.git`);
  return { project, hub };
}

/** Clones it with git-model and gives the clone. */
export async function cloneOf(
  project: Project,
  url: string,
  name: string,
  env: Record<string, string> = {},
): Promise<Project> {
  const ran = await project.sandbox.mv(['clone', url, name, '--trust', '--json'], { env });
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  return new Project(project.sandbox, project.sandbox.path(name));
}
