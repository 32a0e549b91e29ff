// The environment of the project's Python: no credentials, one clock and one locale, a home that is gone afterwards.

import path from 'node:path';
import { keptEnvironment } from '../../features/child-entry.ts';

/** What of the machine numeric libraries need to find their devices. */
const DEVICES = ['CUDA_VISIBLE_DEVICES', 'CUDA_HOME', 'ROCR_VISIBLE_DEVICES', 'DYLD_LIBRARY_PATH'];

/** Every library has its own word for "so many threads". */
const THREADS = [
  'OMP_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'MKL_NUM_THREADS',
  'NUMEXPR_NUM_THREADS',
  'VECLIB_MAXIMUM_THREADS',
  'LOKY_MAX_CPU_COUNT',
];

/** `folder` holds the code; home and temporary files of the process lie in it. */
export function trainerEnvironment(
  { folder, seed, threads }: { folder: string; seed: number; threads: number },
  own: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const home = path.join(folder, 'home');
  return {
    ...pythonEnvironment(own),
    HOME: home,
    USERPROFILE: home,
    TMPDIR: path.join(folder, 'tmp'),
    // Sets and dictionaries of texts in the same order every time.
    PYTHONHASHSEED: String(seed),
    MPLBACKEND: 'Agg',
    // Threads that wait for others by spinning make a busy machine many times slower.
    OMP_WAIT_POLICY: 'PASSIVE',
    ...Object.fromEntries(THREADS.map(name => [name, String(threads)])),
  };
}

/** What every Python of ours is started with; packages of the user's home are none of the project's. */
export function pythonEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...keptEnvironment(own, DEVICES),
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    PYTHONUTF8: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONNOUSERSITE: '1',
  };
}
