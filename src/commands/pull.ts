import { type CommandError, Failure, Moved } from '../errors.ts';
import type { Release } from '../releases/release.ts';
import { withObjectReader } from '../repository/objects/object-reader.ts';
import { setUpstream } from '../repository/remotes/tracking.ts';
import { trustAllRemotes, withoutCredentials } from '../repository/remotes/trust.ts';
import { type PulledBranch, pullProject } from '../sharing/pull-project.ts';
import { shortCommit } from '../terminal/format.ts';
import type { Arguments, Context, Result } from './command.ts';
import { openProject } from './open-project.ts';
import { openRemote } from './remote.ts';
import { documentOf, renderShared } from './render-shared.ts';

/** Fetches project and data, and brings branches forward with the working trees on them. Runs no code of the project. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const repository = await openProject(context);
  const { directory } = repository;
  const { remote, connection } = await openRemote(context, directory, { args, pushes: false });
  if (context.trust) await trustAllRemotes(directory);
  const dryRun = args.options['dry-run'] === true;
  return withObjectReader(directory, async reader => {
    const outcome = await pullProject({ repository, reader, remote, connection, dryRun });
    const branches = outcome.branches.map(branch => ({ ...branch, note: noteOf(branch) }));
    const shared = documentOf(branches, outcome.data);
    const document = {
      ...shared,
      branches: shared.branches.map((branch, index) => ({
        ...branch,
        releases: branches[index].came.map(({ release, commit, kind }) => ({ release, commit, kind })),
      })),
    };
    if (!dryRun) {
      const made = branches.filter(({ before, after }) => before === null && after !== null);
      await setUpstream(
        directory,
        remote.name,
        made.map(({ branch }) => branch),
      );
    }
    const place = `${remote.name} (${withoutCredentials(remote.url)})`;
    const stuck = branches.filter(branch => branch.stuck);
    if (outcome.dataFailure !== null) throw withoutData(outcome.dataFailure, document);
    if (stuck.length > 0) {
      throw new Moved(
        `not everything of ${place} could be taken: ${stuck.map(({ branch, note }) => `${branch}: ${note}`).join('; ')}`,
        {
          code: 'pull-incomplete',
          hint: 'what could be taken was; mend the rest, then run git-model pull again',
          details: { remote: remote.name, stuck: stuck.map(({ branch }) => branch) },
          decision: document,
        },
      );
    }
    const done = dryRun ? 'would take in' : 'took in';
    return {
      document,
      text: () => [renderShared(context, shared, { done, place }), ...releasesThatCame(branches)].join('\n'),
    };
  });
}

function noteOf({ note, gaveWay, keptAs }: PulledBranch): string | null {
  if (gaveWay.length === 0) return note;
  const made = gaveWay.map(
    release =>
      `release ${release.release ?? shortCommit(release.commit)}${release.from ? ` (${release.from.branch})` : ''}`,
  );
  return `your ${made.join(', ')}, not published, gave way to what others released, and is kept as ${keptAs}: promote again`;
}

/** What changed in production, a line a release, newest first. */
function releasesThatCame(branches: readonly PulledBranch[]): string[] {
  const lines = branches.flatMap(({ branch, came }) => came.map(release => describe(branch, release)));
  return lines.length === 0 ? [] : ['', ...lines];
}

function describe(environment: string, { release, kind, from, author, metrics }: Release): string {
  const [metric, value] =
    Object.entries(metrics).find(([name]) => name === 'rmse' || name === 'accuracy') ?? [];
  const what = `${environment}: ${release === null ? 'a commit by hand' : `release ${release}`}, ${kind}`;
  const where = from === null ? '' : ` of ${from.branch}`;
  const good = typeof value === 'number' ? `, ${metric} ${value.toPrecision(4)}` : '';
  return `${what}${where}${good}, by ${author}`;
}

function withoutData(error: CommandError, document: Record<string, unknown>): Failure {
  return new Failure(`the branches were taken, the data were not: ${error.message}`, {
    code: error.code,
    hint: error.hint,
    details: { ...error.details, ...document },
    cause: error,
  });
}
