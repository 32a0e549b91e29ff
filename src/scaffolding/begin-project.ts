// What of a new project does not hang on the meaning of its data, done while that is found out: the repository with
// data/ in its place, and the process that will make features by the template's code.

import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { FeatureMaker } from '../features/maker.ts';
import { DATA } from '../project/layout.ts';
import { configurationText } from '../repository/git/configuration-text.ts';
import { git } from '../repository/git/git.ts';
import { signsCommits } from '../repository/objects/commits.ts';
import { placeSubmodule } from '../repository/working-trees/submodule.ts';
import type { BroughtData } from './store-data.ts';
import { openTemplateCode, type TemplateName } from './template.ts';

export const FIRST_BRANCH = 'prod';

export type BegunProject = {
  /** Staging folder of the project. */
  directory: string;
  data: BroughtData;
  /** Name of the template. */
  template: TemplateName;
  /** Runs the template's code; null where that is not in JavaScript. */
  maker: FeatureMaker | null;
  /** Resolves once the repository is there, to whether commits in it are to be signed. */
  prepared: Promise<{ signs: boolean }>;
  /** Waits for all that is under way, so that the folder can go. */
  close(): Promise<void>;
};

export function beginProject({
  directory,
  data,
  template,
  onOutput,
}: Pick<BegunProject, 'directory' | 'data' | 'template'> & {
  /** What the project's code prints. */
  onOutput: (text: string) => void;
}): BegunProject {
  const maker = openTemplateCode(template, { onOutput });
  const prepared = prepare(directory, data);
  // Awaited once there is something to commit; where it does not come to that, something else is said.
  prepared.catch(() => {});
  return {
    directory,
    data,
    template,
    maker,
    prepared,
    async close() {
      await Promise.allSettled([prepared, maker?.close()]);
      await data.close();
    },
  };
}

async function prepare(directory: string, data: BroughtData): Promise<{ signs: boolean }> {
  await mkdir(directory, { recursive: true });
  await git(['init', '--quiet', `--initial-branch=${FIRST_BRANCH}`], { directory });
  // In the words of Git, and at once: nobody else knows this file yet, and each `git config` is a process.
  await appendFile(path.join(directory, '.git', 'config'), configurationOf(data.resolvedUrl));
  const signs = await signsCommits(directory);
  const { store, commit } = await data.stored;
  const gitDirectory = path.join(directory, '.git');
  await placeSubmodule({ directory, gitDirectory }, { store, url: data.resolvedUrl, pin: commit });
  return { signs };
}

/** Its code is the user's own, until something is fetched from elsewhere; `data/` counts among its submodules. */
function configurationOf(url: string): string {
  const submodule = `[submodule "${DATA}"]\n\tactive = true\n\turl = ${configurationText(url)}\n`;
  return `[mv]\n\tmadeHere = true\n${submodule}`;
}
