import { UserError } from '../errors.ts';
import { readEnvironments } from '../project/environments.ts';
import { readModelBranch } from '../provenance/model-branch.ts';
import { resolveCommit } from '../repository/branches/refs.ts';
import { withObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';

/**
 * The settings and the model of the main environment: what guards and feeds it is read from its tip, whatever branch is checked out.
 * Throws UserError `no-configuration`.
 */
export async function settingsOf({ directory }: Repository) {
  return withObjectReader(directory, async reader => {
    const { main, configuration } = await readEnvironments(reader);
    const commit = await resolveCommit(directory, `refs/heads/${main}`);
    const settings = await configuration();
    if (settings === null) {
      throw new UserError(`there is no branch "${main}" with an mv.yaml, which says what rows look like`, {
        code: 'no-configuration',
        hint: `make the branch ${main}: git branch ${main} <branch with mv.yaml>`,
      });
    }
    const model = commit === null ? null : await readModelBranch(reader, { name: main, commit });
    return { main, configuration: settings, provenance: model?.provenance ?? null };
  });
}
