import { Moved } from '../errors.ts';
import { listBranches } from '../repository/branches/refs.ts';
import { othersPending } from '../repository/journal/others-pending.ts';
import { openForReading } from '../repository/open-for-reading.ts';
import { projectAround } from '../repository/project-around.ts';
import { seenBranches, setUpstream } from '../repository/remotes/tracking.ts';
import { withoutCredentials } from '../repository/remotes/trust.ts';
import { pushProject } from '../sharing/push-project.ts';
import type { Arguments, Context, Result } from './command.ts';
import { finishBegun } from './open-project.ts';
import { openRemote } from './remote.ts';
import { documentOf, renderShared } from './render-shared.ts';

/** Publishes the data, then the project; a branch whose data nobody could have stays here. Runs no code of the project. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  // Begun beside the opening: whatever is wrong with the folder is said by that.
  const place = projectAround(context.directory);
  const asking = Promise.all([openRemote(context, place, { args, pushes: true }), seenBranches(place)]);
  asking.catch(() => {});
  return openForReading(context.directory, async ({ repository, reader, branches: listed }) => {
    const { directory } = repository;
    const [[{ remote, connection }, seenOf], begun] = await Promise.all([asking, othersPending(repository)]);
    if (begun) await finishBegun(context, repository);
    const branches = begun ? await listBranches(directory) : listed;
    const { tracked, deleted } = seenOf(remote.name);
    const seen = new Map([...deleted, ...tracked]);
    const dryRun = args.options['dry-run'] === true;
    const outcome = await pushProject({ repository, reader, branches, seen, remote, connection, dryRun });
    const document = documentOf(outcome.branches, outcome.data);
    const refused = outcome.branches.filter(branch => branch.refused);
    const shown = `${remote.name} (${withoutCredentials(remote.pushUrl)})`;
    if (refused.length > 0 || outcome.data.note !== null) {
      const notes = [
        ...refused.map(({ branch, note }) => `${branch}: ${note}`),
        ...(outcome.data.note === null ? [] : [`data: ${outcome.data.note}`]),
      ];
      throw new Moved(`not everything was published to ${shown}: ${notes.join('; ')}`, {
        code: 'push-incomplete',
        hint: 'nothing is lost: git-model pull, then promote or train again where it says so, then push',
        details: { remote: remote.name, refused: refused.map(({ branch }) => branch) },
        decision: document,
      });
    }
    if (!dryRun) {
      const added = outcome.branches.filter(({ before, after }) => before === null && after !== null);
      await setUpstream(
        directory,
        remote.name,
        added.map(({ branch }) => branch),
      );
    }
    const done = dryRun ? 'would be published' : 'published';
    return { document, text: () => renderShared(context, document, { done, place: shown }) };
  });
}
