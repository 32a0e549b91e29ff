import { UserError } from '../errors.ts';
import type { SourceContext } from '../ingestion/bring-all.ts';
import { ingest, readyData } from '../ingestion/ingest.ts';
import { listedSources, namedSource, type Source } from '../ingestion/source.ts';
import { requireDate } from '../ingestion/update-path.ts';
import { readEnvironments } from '../project/environments.ts';
import { readModelBranch } from '../provenance/model-branch.ts';
import { resolveCommit } from '../repository/branches/refs.ts';
import { readAllowed } from '../repository/git/allowed.ts';
import { withObjectReader } from '../repository/objects/object-reader.ts';
import { untrustedRemotes } from '../repository/remotes/trust.ts';
import type { Repository } from '../repository/repository.ts';
import { type Arguments, type Context, listOf, type Result, textOf } from './command.ts';
import { openProject } from './open-project.ts';
import { renderIngest } from './render-ingest.ts';
import { today } from './today.ts';
import { requireTrust } from './trust.ts';

/** Checks new rows and commits them to the data repository; no branch of the project moves. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const repository = await openProject(context);
  const date = requireDate(textOf(args.options['date']) ?? today(context.epoch));
  const [{ main, configuration, provenance }, from, ready] = await Promise.all([
    settingsOf(repository),
    sourceContext(context, repository),
    readyData(repository),
  ]);
  const words = listOf(args.positionals['source']);
  const sources: Source[] =
    words.length > 0
      ? words.map(word => namedSource(word, context.directory))
      : listedSources(configuration, main);
  if (sources.some(({ kind }) => kind === 'command')) await requireTrust(context, repository.directory);
  const dryRun = args.options['dry-run'] === true;
  const made = await ingest({
    repository,
    configuration,
    provenance,
    sources,
    date,
    skipRejected: args.options['skip-rejected'] === true,
    dryRun,
    epoch: context.epoch,
    from,
    ready,
  });
  const { before, after, ...rest } = made;
  return { document: { data: { before, after }, ...rest }, text: () => renderIngest(context, made, dryRun) };
}

/** What guards and feeds an environment is read from its tip, whatever branch is checked out. */
async function settingsOf({ directory }: Repository) {
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

async function sourceContext(context: Context, { directory }: Repository): Promise<SourceContext> {
  const [allowed, remotes] = await Promise.all([readAllowed(directory), untrustedRemotes(directory)]);
  return {
    directory: context.directory,
    environment: process.env,
    input: () => process.stdin,
    permissions: { ...allowed, trusted: context.trust || remotes.length === 0 },
    onProgress: context.progress,
  };
}
