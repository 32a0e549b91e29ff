// Hooks that Git would run, or silently would not.

import { accessSync, constants, readdirSync } from 'node:fs';
import path from 'node:path';
import { gitLine } from '../../repository/git/git.ts';
import { isThere } from '../../repository/is-there.ts';
import type { Repository } from '../../repository/repository.ts';
import { type Finding, fine } from './check.ts';

export async function checkHooks({ directory }: Repository): Promise<Finding> {
  const folder = await gitLine(['rev-parse', '--path-format=absolute', '--git-path', 'hooks'], { directory });
  const problem = (message: string, remedy: string): Finding => ({
    name: 'hooks',
    status: 'warning',
    message,
    remedy,
  });
  if (!(await isThere(folder))) return fine('hooks', 'no hooks');
  const hooks = readdirSync(folder).filter(name => /^[a-z]+(-[a-z]+)*$/.test(name));
  const idle = hooks.filter(name => !isExecutable(path.join(folder, name)));
  if (idle.length > 0) {
    return problem(
      `hooks are not run, since they may not be executed: ${idle.join(', ')}`,
      `chmod +x ${idle.map(name => `"${path.join(folder, name)}"`).join(' ')}`,
    );
  }
  const relative = path.relative(directory, folder);
  if (!relative.startsWith('..') && !relative.startsWith('.git') && !path.isAbsolute(relative)) {
    return problem(
      `core.hooksPath leads into the project, to ${relative}: whatever a branch holds there runs at every commit`,
      'git config --unset core.hooksPath, unless you trust everybody who can push',
    );
  }
  return fine('hooks', hooks.length === 0 ? 'no hooks' : `hooks: ${hooks.join(', ')}`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
