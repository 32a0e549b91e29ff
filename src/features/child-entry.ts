// How the process for features is started: which file, which flags, which environment.

import { fileURLToPath } from 'node:url';

/** Name of the file that the build makes of child.ts, beside `dist/cli.js`. */
const BUNDLED_CHILD = 'features-child.js';

type ChildEntry = { file: string; flags: string[] };

/** From source (under tsx) the entry is child.ts; bundled it is `dist/features-child.js`, also seen from dist/chunks/. */
export function childEntry(from = import.meta.url): ChildEntry {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  if (from.endsWith('.ts')) {
    return {
      file: fileURLToPath(new URL('./child.ts', from)),
      flags: [...flags, '--import', import.meta.resolve('tsx')],
    };
  }
  const dist = from.slice(0, from.lastIndexOf('/dist/') + '/dist/'.length);
  return { file: fileURLToPath(dist + BUNDLED_CHILD), flags };
}

/** What a process needs to start at all. Credentials and settings of the user must not reach the project's code. */
const KEPT = ['PATH', 'TMPDIR', 'TMP', 'TEMP', 'SystemRoot', 'windir', 'LD_LIBRARY_PATH', 'NODE_V8_COVERAGE'];

/** Those variables of `own` that a process needs to start, and `more` of them. */
export function keptEnvironment(own: NodeJS.ProcessEnv, more: readonly string[] = []): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const name of [...KEPT, ...more]) if (own[name] !== undefined) environment[name] = own[name];
  return environment;
}

/** The environment of the process: one clock and one locale everywhere, so that the same rows give the same bytes. */
export function childEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { TZ: 'UTC', LANG: 'C', LC_ALL: 'C', ...keptEnvironment(own) };
}
