// Which weights an epoch stands for. The number is that of the weights themselves, so that replicas and restarts agree on
// it; who splits traffic keeps the weights here, so that what was shared out by them can be held against them.

import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { privateDirectory, type Repository } from '../repository/repository.ts';

/** Weights in any unit. */
export type ArmWeight = { branch: string; weight: number };

export type WeightEpoch = {
  experiment: string;
  epoch: number;
  /** When it was first kept: ISO 8601, UTC. */
  since: string;
  /** The baseline first. */
  arms: readonly ArmWeight[];
};

/**
 * The number of these weights: the first 32 bits of SHA-256 over the JSON of `[[branch, share], …]`, by branch. The same
 * shares have the same number, in whatever unit and order.
 *
 * @example epochOf([{ branch: 'prod', weight: 90 }, { branch: 'b', weight: 10 }]) // 1421044235
 */
export function epochOf(arms: readonly ArmWeight[]): number {
  const sum = arms.reduce((total, { weight }) => total + weight, 0);
  const sorted = [...arms].sort((one, other) => (one.branch < other.branch ? -1 : 1));
  const shares = sorted.map(({ branch, weight }) => [branch, weight / sum]);
  return createHash('sha256').update(JSON.stringify(shares)).digest().readUInt32BE(0);
}

/** Keeps the weights of an experiment, once, and gives their number; to be called before anything is logged by it. */
export async function keepWeights({
  repository,
  experiment,
  arms,
  now,
}: {
  repository: Pick<Repository, 'commonDirectory'>;
  experiment: string;
  arms: readonly ArmWeight[];
  /** Milliseconds since 1970. */
  now: number;
}): Promise<number> {
  const folder = folderOf(repository, experiment);
  const epoch = epochOf(arms);
  const kept: WeightEpoch = { experiment, epoch, since: new Date(now).toISOString(), arms };
  const beside = path.join(folder, `${randomBytes(6).toString('hex')}.tmp`);
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(beside, `${JSON.stringify(kept)}\n`, { flag: 'wx' });
    // No reader sees half of it; unlike a rename it fails where it is kept already.
    await link(beside, path.join(folder, `${epoch}.json`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(beside).catch(() => {});
  }
  return epoch;
}

/** What is kept of an experiment, the oldest first; nothing where it never had traffic in this clone. */
export async function keptWeights(
  repository: Pick<Repository, 'commonDirectory'>,
  experiment: string,
): Promise<WeightEpoch[]> {
  const folder = folderOf(repository, experiment);
  const names = (await readdir(folder).catch(() => [])).filter(name => /^\d+\.json$/.test(name)).sort();
  const kept = await Promise.all(
    names.map(async name => JSON.parse(await readFile(path.join(folder, name), 'utf8')) as WeightEpoch),
  );
  return kept.sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
}

/** A folder an experiment, whose name may hold anything. */
function folderOf(repository: Pick<Repository, 'commonDirectory'>, experiment: string): string {
  const name = createHash('sha256').update(experiment).digest('hex').slice(0, 16);
  return path.join(privateDirectory(repository, 'experiments'), name);
}
