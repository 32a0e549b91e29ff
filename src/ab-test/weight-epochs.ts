// Which weights an experiment had, and since when: whoever splits traffic asks for the epoch of its weights here.

import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { privateDirectory, type Repository } from '../repository/repository.ts';

/** The first is the baseline; weights in any unit. */
export type ArmWeight = { branch: string; weight: number };

export type WeightEpoch = {
  experiment: string;
  /** From 0, without gaps. */
  epoch: number;
  /** ISO 8601, UTC. */
  since: string;
  arms: readonly ArmWeight[];
};

/** Where the epochs of an experiment are kept, each in a file of its own; its name may hold anything. */
function epochsFolder(repository: Pick<Repository, 'commonDirectory'>, experiment: string): string {
  const name = createHash('sha256').update(experiment).digest('hex').slice(0, 16);
  return path.join(privateDirectory(repository, 'experiments'), name);
}

/**
 * The number of the epoch in which `experiment` has these weights: that of the newest where they are the same shares in
 * the same order, otherwise a new one, which is kept before this resolves. Who begins one at the same time, such as
 * another server of this clone, gets the same number for the same weights.
 */
export async function epochOfWeights({
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
  const folder = epochsFolder(repository, experiment);
  for (;;) {
    const newest = (await readEpochs(repository, experiment)).at(-1);
    if (newest && shares(newest.arms) === shares(arms)) return newest.epoch;
    const epoch = newest === undefined ? 0 : newest.epoch + 1;
    const kept: WeightEpoch = { experiment, epoch, since: new Date(now).toISOString(), arms };
    if (await keep(folder, kept)) return epoch;
  }
}

/** The epochs of an experiment in their order; none where it never had traffic in this clone. */
export async function readEpochs(
  repository: Pick<Repository, 'commonDirectory'>,
  experiment: string,
): Promise<WeightEpoch[]> {
  const folder = epochsFolder(repository, experiment);
  const names = (await readdir(folder).catch(() => [])).filter(name => /^\d{6}\.json$/.test(name)).sort();
  return Promise.all(
    names.map(async name => JSON.parse(await readFile(path.join(folder, name), 'utf8')) as WeightEpoch),
  );
}

/** False where another one kept an epoch of that number first. */
async function keep(folder: string, epoch: WeightEpoch): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  const beside = path.join(folder, `${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(beside, `${JSON.stringify(epoch)}\n`, { flag: 'wx' });
    // Unlike a rename it fails where another one was first, and no reader sees half of it.
    await link(beside, path.join(folder, `${String(epoch.epoch).padStart(6, '0')}.json`));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(beside).catch(() => {});
  }
}

/** Branches with their shares of the whole, as a text. */
function shares(arms: readonly ArmWeight[]): string {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  return JSON.stringify(arms.map(({ branch, weight }) => [branch, (weight / total).toFixed(12)]));
}
