// What a Python is and has: asked of itself, before any code of the project runs.

import { execFile } from 'node:child_process';
import { Failure, UserError } from '../../errors.ts';
import { pythonEnvironment } from './environment.ts';
import type { FoundPython } from './find-python.ts';

/** `packages`: what the requirements ask for and what that needs in turn, with the versions that are installed. */
export type ExaminedPython = {
  /** Absolute, links of pyenv and the like followed. */
  program: string;
  version: string;
  packages: Record<string, string>;
  /** Requirements that no installed package meets: `skops>=0.11`, `pandas>=2.0 (1.5.3 is installed)`. */
  missing: string[];
};

/** The oldest Python that the template's files are written for. */
const OLDEST = [3, 9] as const;

/**
 * Understood by every Python since 2.6, so that one that is too old can say so. `packaging` reads versions; where
 * neither it nor pip's copy is there, a package counts as met by being installed.
 */
const QUESTION = String.raw`
import sys, json
answer = {"version": "%d.%d.%d" % sys.version_info[:3], "program": sys.executable, "packages": {}, "missing": []}
if sys.version_info >= (${OLDEST.join(', ')}) and len(sys.argv) > 1:
    import os, re
    from importlib import metadata
    try:
        from packaging.requirements import Requirement
    except ImportError:
        try:
            from pip._vendor.packaging.requirements import Requirement
        except ImportError:
            Requirement = None

    def lines(path, seen):
        if path in seen or not os.path.isfile(path):
            return
        seen.add(path)
        with open(path, encoding="utf-8-sig") as stream:
            text = stream.read().replace("\\\n", "")
        for line in text.splitlines():
            line = re.sub(r"(^|\s)#.*$", "", line).strip()
            more = re.match(r"(?:-r|--requirement)[ =]?\s*(.+)$", line)
            if more:
                for inner in lines(os.path.join(os.path.dirname(path), more.group(1)), seen):
                    yield inner
            elif line and not line.startswith("-"):
                yield re.split(r"\s--", line)[0].strip()

    def look(text, top):
        name, wanted = re.match(r"[A-Za-z0-9._-]*", text).group(0), None
        if not name or re.match(r"[A-Za-z0-9.+_-]*[:/]", text):
            return
        if Requirement is not None:
            try:
                wanted = Requirement(text)
            except Exception:
                wanted = None
            if wanted is not None and wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
                return
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            if top:
                answer["missing"].append(text)
            return
        if top and wanted is not None and not wanted.specifier.contains(found.version, prereleases=True):
            answer["missing"].append("%s (%s is installed)" % (text, found.version))
        key = re.sub(r"[-_.]+", "-", found.metadata["Name"]).lower()
        if key in answer["packages"]:
            return
        answer["packages"][key] = found.version
        if Requirement is not None:
            for inner in found.requires or []:
                look(inner, False)

    for requirement in lines(sys.argv[1], set()):
        look(requirement, True)
print("\n" + json.dumps(answer))
`;

const SECONDS = 60;

/** Throws UserError `python-missing`, `python-too-old`, or Failure `python-failed`. */
export async function examinePython(
  found: FoundPython,
  { requirements, environment }: { requirements: string; environment: NodeJS.ProcessEnv },
): Promise<ExaminedPython> {
  const said = await runPython(found, ['-c', QUESTION, requirements], environment);
  const line = said.trimEnd().split('\n').at(-1) ?? '';
  let answer: ExaminedPython;
  try {
    answer = JSON.parse(line) as ExaminedPython;
  } catch (cause) {
    throw new Failure(`${found.program} (${named(found)}) does not answer as a Python does`, {
      code: 'python-failed',
      hint: 'MV_PYTHON=<path> names another',
      details: { said: said.slice(-2000) },
      cause,
    });
  }
  const [major, minor] = answer.version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new UserError(
      `${found.program} (${named(found)}) is Python ${answer.version}; ${OLDEST.join('.')} or newer is needed`,
      {
        code: 'python-too-old',
        hint: 'install a newer one, and name it with MV_PYTHON=<path> or: git config mv.python <path>',
        details: { program: found.program, version: answer.version },
      },
    );
  }
  const packages = Object.fromEntries(
    Object.entries(answer.packages).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  return { ...answer, packages };
}

function runPython(
  found: FoundPython,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const { HOME, PYENV_VERSION, PYENV_ROOT } = environment;
  // A shim such as pyenv's needs its home to find the Python that it stands for.
  const env = { ...pythonEnvironment(environment), HOME, PYENV_VERSION, PYENV_ROOT };
  const options = { env, timeout: SECONDS * 1000, killSignal: 'SIGKILL', maxBuffer: 2 ** 24 } as const;
  return new Promise((resolve, reject) => {
    execFile(found.program, ['-s', ...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const { code } = error as NodeJS.ErrnoException;
      const gone = code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR';
      reject(gone ? missing(found, error) : failed(found, stderr || error.message, error.killed === true));
    });
  });
}

function missing(found: FoundPython, cause: unknown): UserError {
  const message =
    found.from === 'PATH'
      ? `there is no ${found.program} on the PATH, and the model of this branch is trained by Python`
      : `there is no Python at ${found.program} (${named(found)})`;
  return new UserError(message, {
    code: 'python-missing',
    hint: 'install Python 3, or name one with MV_PYTHON=<path> or: git config mv.python <path>',
    details: { program: found.program, from: found.from },
    cause,
  });
}

function failed(found: FoundPython, words: string, late: boolean): Failure {
  const last = words.trimEnd().split('\n').at(-1) ?? '';
  const what = late ? `did not answer for ${SECONDS} s` : `does not start: ${last}`;
  return new Failure(`${found.program} (${named(found)}) ${what}`, {
    code: 'python-failed',
    hint:
      found.from === '.venv' ? 'remove .venv and let --yes make it again' : 'MV_PYTHON=<path> names another',
    details: { words: words.slice(-2000) },
  });
}

function named({ from }: FoundPython): string {
  return from === 'PATH'
    ? 'the first on the PATH'
    : from === '.venv'
      ? "the project's .venv"
      : `as ${from} says`;
}
