import { homedir } from 'node:os';
import path from 'node:path';

/** Where bench/peers/install.sh puts what we are held against. */
export function peersFolder() {
  const { GIT_MODEL_BENCH_PEERS, XDG_CACHE_HOME } = process.env;
  return (
    GIT_MODEL_BENCH_PEERS || path.join(XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'git-model-bench')
  );
}
