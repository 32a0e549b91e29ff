import { access } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';

/** What a branch whose model Python makes must hold. */
const SCRIPTS = ['train.py', 'serve.py', 'protocol.py', 'model.py'];

/** Throws UserError `trainer-missing` where the folder lacks one of the files that are run. */
export async function requireScripts(source: string): Promise<void> {
  for (const script of SCRIPTS) {
    const there = await access(path.join(source, script)).then(
      () => true,
      () => false,
    );
    if (there) continue;
    throw new UserError(
      `there is no src/${script} in this tree, and mv.yaml says that Python makes the model`,
      {
        code: 'trainer-missing',
        hint:
          script === 'model.py'
            ? 'make one with a class Model of fit, predict, save and load, or restore it: git checkout prod -- src'
            : 'git checkout prod -- src restores it; a new project has it: git-model init --template python',
      },
    );
  }
}
