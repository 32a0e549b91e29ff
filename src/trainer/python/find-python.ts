// Which Python runs the project's code: the one that was named, the project's own, or that of the machine.

import path from 'node:path';
import { configValue } from '../../repository/branches/refs.ts';
import { isThere } from '../../repository/is-there.ts';
import type { Repository } from '../../repository/repository.ts';
import { mainWorkingTree } from '../../repository/working-trees/worktrees.ts';

export type FoundPython = {
  program: string;
  /** Where it comes from, for messages. */
  from: 'MV_PYTHON' | 'mv.python' | '.venv' | 'PATH';
};

/** Where a project's environment is, and comes to be: `.venv` of the main working tree. */
export type PythonHome = Pick<Repository, 'directory' | 'commonDirectory'>;

export const VENV = '.venv';

/**
 * `MV_PYTHON`, then `git config mv.python`, then `.venv` of this working tree or of the main one, then `python3` of the
 * PATH. What a person named is taken as it is, also where it does not work: then that is said.
 */
export async function findPython(project: PythonHome, environment: NodeJS.ProcessEnv): Promise<FoundPython> {
  const named = environment['MV_PYTHON'];
  if (named) return { program: named, from: 'MV_PYTHON' };
  const configured = await configValue(project.commonDirectory, 'mv.python').catch(() => null);
  if (configured) return { program: configured, from: 'mv.python' };
  for (const folder of new Set([project.directory, venvHome(project)])) {
    const program = pythonOf(path.join(folder, VENV));
    if (await isThere(program)) return { program, from: '.venv' };
  }
  return { program: process.platform === 'win32' ? 'python' : 'python3', from: 'PATH' };
}

/** The folder in which a new `.venv` belongs: all working trees share it. */
export function venvHome(project: PythonHome): string {
  return mainWorkingTree(project as Repository);
}

export function pythonOf(venv: string): string {
  return process.platform === 'win32'
    ? path.join(venv, 'Scripts', 'python.exe')
    : path.join(venv, 'bin', 'python');
}
