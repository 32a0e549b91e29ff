// Logs of replicas, brought into that of this clone before it is judged.

import path from 'node:path';
import type { Repository } from '../repository/repository.ts';
import type { Context } from './command.ts';
import { settingsOf } from './settings-of.ts';

export type GatheredLog = { folder: string; files: number };

/** `folders` as they were named. Throws UserError `no-log`. */
export async function gatherLogs(
  context: Context,
  { repository, folders, now }: { repository: Repository; folders: readonly string[]; now: number },
): Promise<GatheredLog[]> {
  const { gatherLog } = await import('../prediction-log/gather-log.ts');
  const { limitsOf } = await import('../prediction-log/log-limits.ts');
  const { retention } = limitsOf((await settingsOf(repository)).configuration);
  const gathered: GatheredLog[] = [];
  for (const folder of folders) {
    const from = path.resolve(context.directory, folder);
    const { files, key } = await gatherLog({ from, shownAs: folder, repository, retention, now });
    gathered.push({ folder, files });
    if (key === 'other')
      context.say(
        `${folder} was hashed with another key: labels find its predictions by id, but neither by key columns, nor is a unit of an experiment the same in both`,
        'warning',
      );
  }
  return gathered;
}
