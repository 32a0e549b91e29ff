// The Python that runs a branch's code, with the packages that the branch asks for; what is missing is mended or said.

import path from 'node:path';
import { UserError } from '../../errors.ts';
import { type ExaminedPython, examinePython } from './examine-python.ts';
import { type FoundPython, findPython, type PythonHome, pythonOf, VENV, venvHome } from './find-python.ts';
import { makeVenv } from './make-venv.ts';

export type PythonProject = PythonHome & {
  environment: NodeJS.ProcessEnv;
  /** Asks whoever can be asked, or answers for them. */
  agree(question: string): Promise<boolean>;
  say(line: string): void;
};

/**
 * `source` is the folder of the branch's `src/`, whose requirements.txt says what is needed. Where packages are missing
 * `.venv` is made, or filled, once that was agreed to. Throws UserError `python-packages-missing` where not, and what
 * examining and installing throw.
 */
export async function preparePython(project: PythonProject, source: string): Promise<ExaminedPython> {
  const { environment } = project;
  const requirements = path.join(source, 'requirements.txt');
  const found = await findPython(project, environment);
  const examined = await examinePython(found, { requirements, environment });
  if (examined.missing.length === 0) return examined;
  const what = `${examined.missing.join(', ')} ${examined.missing.length === 1 ? 'is' : 'are'} not installed`;
  const mine = found.from === '.venv' || found.from === 'PATH';
  const verb = found.from === '.venv' ? 'Install into .venv' : 'Make .venv and install';
  if (
    !mine ||
    !(await project.agree(`${what} for ${found.program}. ${verb} what src/requirements.txt asks for?`))
  ) {
    throw missingPackages(found, examined, what);
  }
  const home = found.from === '.venv' ? path.resolve(found.program, '../../..') : venvHome(project);
  project.say(
    `${found.from === '.venv' ? 'filling' : 'making'} ${VENV} with what src/requirements.txt asks for`,
  );
  await makeVenv({ home, program: examined.program, requirements, environment });
  const made: FoundPython = { program: pythonOf(path.join(home, VENV)), from: '.venv' };
  const again = await examinePython(made, { requirements, environment });
  if (again.missing.length === 0) return again;
  throw missingPackages(made, again, `${again.missing.join(', ')} are still not installed`);
}

function missingPackages(found: FoundPython, { version, missing }: ExaminedPython, what: string): UserError {
  const install = `${found.program} -m pip install -r src/requirements.txt`;
  const hint =
    found.from === 'PATH'
      ? `--yes makes .venv with them; by hand: ${found.program} -m venv .venv && .venv/bin/python -m pip install -r src/requirements.txt`
      : found.from === '.venv'
        ? `--yes installs them; by hand: .venv/bin/python -m pip install -r src/requirements.txt`
        : install;
  return new UserError(`${what} for Python ${version} (${found.program})`, {
    code: 'python-packages-missing',
    hint,
    details: { missing, program: found.program, from: found.from },
  });
}
