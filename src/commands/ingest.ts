import type { SourceContext } from '../ingestion/bring-all.ts';
import { ingest, readyData } from '../ingestion/ingest.ts';
import { listedSources, namedSource, type Source } from '../ingestion/source.ts';
import { requireDate } from '../ingestion/update-path.ts';
import { readAllowed } from '../repository/git/allowed.ts';
import { untrustedRemotes } from '../repository/remotes/trust.ts';
import type { Repository } from '../repository/repository.ts';
import { type Arguments, type Context, listOf, type Result, textOf } from './command.ts';
import { openProject } from './open-project.ts';
import { renderIngest } from './render-ingest.ts';
import { settingsOf } from './settings-of.ts';
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
