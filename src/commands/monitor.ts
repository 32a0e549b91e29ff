import path from 'node:path';
import { fileOfStream, fileOnDisk } from '../data/csv/source.ts';
import { UserError } from '../errors.ts';
import { readEnvironments } from '../project/environments.ts';
import { followersOf } from '../releases/follow.ts';
import { moveBranch } from '../repository/branches/move-branch.ts';
import { branchNamed, listBranches } from '../repository/branches/refs.ts';
import { type ObjectReader, withObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { version } from '../version.ts';
import { commitRecords } from '../watching/commit-records.ts';
import { type Monitored, monitorBranch } from '../watching/monitor-branch.ts';
import { type Arguments, type Context, listOf, type Result, textOf } from './command.ts';
import { gatherLogs } from './gather-logs.ts';
import { type MonitorDocument, monitorDocument } from './monitor-document.ts';
import { openProject } from './open-project.ts';
import { renderMonitor } from './render-monitor.ts';
import { requireTrust } from './trust.ts';
import { watcherOf } from './watcher.ts';

/** Found with --exit-code: drift or decay. */
const FOUND = 5;

/** Has a model drifted or decayed? Judged on its newest predictions or on a CSV, and written down on its branch. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const asMarkdown = args.options['markdown'] === true;
  if (asMarkdown && context.json) {
    throw new UserError('only one of --json and --markdown can be printed', {
      code: 'usage',
      hint: 'leave the other out',
    });
  }
  const csv = textOf(args.options['data']);
  const file =
    csv === undefined
      ? null
      : csv === '-'
        ? fileOfStream({ path: 'stdin', stream: context.streams.stdin() })
        : fileOnDisk({ path: path.resolve(context.directory, csv), shownAs: csv });
  const against = listOf(args.options['against']).map(each =>
    fileOnDisk({ path: path.resolve(context.directory, each), shownAs: each }),
  );
  const repository = await openProject(context);
  const { directory } = repository;
  const now = context.epoch === null ? Date.now() : context.epoch * 1000;
  const folders = listOf(args.options['logs']);
  const gathered = folders.length === 0 ? null : await gatherLogs(context, { repository, folders, now });
  return withObjectReader(directory, async reader => {
    const branches = await listBranches(directory);
    const name = textOf(args.positionals['branch']) ?? (await readEnvironments(reader)).main;
    const branch = branchNamed(branches, name);
    const { agree, say } = watcherOf(context);
    const keeps = args.options['no-commit'] !== true && args.options['dry-run'] !== true;
    const report = textOf(args.options['report']);
    const watch = async () => {
      const monitored = await monitorBranch({
        ...{ repository, reader, branch, branches, file, against },
        python: { ...repository, environment: process.env, agree, say },
        onOutput: text => context.say(text.replace(/\n$/, '')),
        beforeCode: () => requireTrust(context, directory),
        now,
      });
      for (const note of monitored.window.notes) context.say(note, 'warning');
      return { monitored, written: keeps ? await write({ context, repository, reader, monitored }) : null };
    };
    const { monitored, written } =
      report === undefined ? await watch() : await writeReport(context, report, watch);
    const document: MonitorDocument = {
      ...monitorDocument(monitored, written),
      ...(report === undefined ? {} : { report }),
      ...(gathered === null ? {} : { gathered }),
    };
    const found = document.drift.verdict === 'drift' || document.performance.verdict === 'decay';
    const markdown = asMarkdown ? await import('../watching/report/markdown-monitor.ts') : null;
    return {
      document,
      text: () => markdown?.markdownMonitor(monitored) ?? renderMonitor(context, document),
      ...(found && args.options['exit-code'] === true ? { exitCode: FOUND } : {}),
    };
  });
}

/** The file is there whole or not at all, and that it cannot be written is known before anything is judged. */
async function writeReport<Watched extends { monitored: Monitored }>(
  context: Context,
  file: string,
  watch: () => Promise<Watched>,
): Promise<Watched> {
  const { withOutputFile } = await import('../prediction/output-file.ts');
  const { reportMonitor } = await import('../watching/report/report-monitor.ts');
  const place = path.resolve(context.directory, file);
  const watched = await withOutputFile({ place, shownAs: file }, async write => {
    const found = await watch();
    await write(Buffer.from(reportMonitor(found.monitored, version)));
    return found;
  });
  context.say(`the report is in ${file}`);
  return watched;
}

/** The commit; null where there was nothing new to write. Throws Moved where the branch, or a tree on it, is in the way. */
async function write({
  context,
  repository,
  reader,
  monitored: { watched, window, judged, files },
}: {
  context: Context;
  repository: Repository;
  reader: ObjectReader;
  monitored: Monitored;
}): Promise<string | null> {
  if (files.size === 0) return null;
  const { name, commit: tip } = watched.branch;
  const commit = await commitRecords({
    ...{ reader, directory: repository.directory, branch: name, tip, files, window, judged },
    epoch: context.epoch,
  });
  const followers = await followersOf(repository, {
    branch: name,
    from: tip,
    to: commit,
    dataCommit: watched.pin,
  });
  await moveBranch({
    repository,
    moves: [{ ref: `refs/heads/${name}`, before: tip, after: commit }],
    reason: 'git-model monitor',
    followers,
  });
  return commit;
}
