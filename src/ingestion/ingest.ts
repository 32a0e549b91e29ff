// New rows become one commit of the data repository: brought, checked, stored, and then the branch moves. Until then
// nothing has changed.

import { rm } from 'node:fs/promises';
import type { ColumnSchema } from '../data/schema.ts';
import { Moved } from '../errors.ts';
import type { Configuration } from '../project/schema.ts';
import type { Provenance } from '../provenance/provenance.ts';
import { appendData, type Identity, identityIn } from '../repository/data/append-data.ts';
import { type NewestData, requireNewestData } from '../repository/data/newest-data.ts';
import { withQuarantine } from '../repository/data/quarantine.ts';
import type { Repository } from '../repository/repository.ts';
import { withTemporaryFolder } from '../repository/temporary-folder.ts';
import { type BroughtFile, bringAll, type SourceContext } from './bring-all.ts';
import { expectedColumns } from './expected-columns.ts';
import type { Fault } from './fault.ts';
import { readKnownFiles } from './known-files.ts';
import { ingestMessage } from './message.ts';
import { refuseFaults } from './refuse-faults.ts';
import { type Rejects, writeRejects } from './rejects-file.ts';
import type { Source } from './source.ts';
import { storeFiles, type Update } from './store-files.ts';

export type IngestInput = {
  repository: Repository;
  /** As they stand on the environment. */
  configuration: Configuration;
  provenance: Provenance | null;
  sources: readonly Source[];
  /** The day that the update is named by, `YYYY-MM-DD`. */
  date: string;
  skipRejected: boolean;
  dryRun: boolean;
  epoch: number | null;
  from: SourceContext;
  ready: ReadyData;
};

/** What can be known before the settings are: where rows go, and who commits them. */
type ReadyData = { newest: NewestData; identity: Identity };

/** Throws UserError `no-identity`, Failure `data-missing`. */
export async function readyData(repository: Repository): Promise<ReadyData> {
  const [newest, identity] = await Promise.all([
    requireNewestData(repository),
    identityIn(repository.directory),
  ]);
  return { newest, identity };
}

export type Ingested = {
  before: string;
  after: string;
  /** Paths in the data repository, new in this commit. */
  files: string[];
  /** Rows in them. */
  rows: number;
  /** Rows that were there already, by file or by key. */
  known: number;
  rejected: Fault[];
  /** Rows that were left out for their faults; a row may have more than one fault. */
  rejectedRows: number;
  /** Files that they were written to. */
  rejects: string[];
  sources: { source: string; rows: number; known: number; unchanged: boolean }[];
};

/** Another ingest may come first; each try begins at what is newest then. */
const MOST_TRIES = 20;

/**
 * Throws UserError `rows-refused` where rows are wrong and not to be skipped, what makes a whole file unreadable, what
 * `bringSource` throws, and Moved `branch-moved` where others were always faster.
 */
export async function ingest(input: IngestInput): Promise<Ingested> {
  const { repository, configuration, provenance, sources, from, ready } = input;
  const { newest, identity } = ready;
  const columns = expectedColumns(configuration, provenance);
  return withTemporaryFolder('ingest', async folder => {
    const { files, keepValidators } = await bringAll({ repository, sources, folder, newest, columns, from });
    for (let tries = 1; ; tries++) {
      try {
        const made = await takeFiles(input, {
          files,
          columns,
          identity,
          newest: tries === 1 ? newest : await requireNewestData(repository),
        });
        if (!input.dryRun) await keepValidators(made.after);
        return made;
      } catch (error) {
        if (!(error instanceof Moved && error.code === 'branch-moved') || tries === MOST_TRIES) throw error;
      }
    }
  });
}

type Work = {
  files: readonly BroughtFile[];
  columns: readonly ColumnSchema[];
  identity: Identity;
  newest: NewestData;
};

async function takeFiles(input: IngestInput, { files, columns, identity, newest }: Work): Promise<Ingested> {
  const { configuration, skipRejected, dryRun } = input;
  const { blobs, knownRows } = await readKnownFiles({ newest, configuration, columns });
  return withQuarantine(newest.store, async quarantine => {
    const updates = await storeFiles({
      files,
      store: newest.store,
      quarantine,
      blobs,
      date: input.date,
      configuration,
      check: {
        columns,
        separator: configuration.data.separator,
        keys: configuration.data.key ?? [],
        knownRows,
      },
      skipRejected,
    });
    refuseFaults(updates, skipRejected);
    const added = updates.filter(isAdded);
    const made: Ingested = {
      before: newest.commit,
      after: newest.commit,
      files: added.map(({ path }) => path),
      rows: sum(updates, update => update.rows),
      known: sum(updates, update => update.known),
      rejected: updates.flatMap(update => update.faults),
      rejectedRows: sum(updates, update => update.rejectedRows),
      rejects: [],
      sources: updates.map(({ source, rows, known, unchanged }) => ({
        source: source.shown,
        rows,
        known,
        unchanged,
      })),
    };
    if (dryRun) return made;
    const rejects = await writeRejects(updates, input.from.directory);
    made.rejects = rejects.map(({ shown }) => shown);
    if (added.length === 0) return made;
    try {
      await quarantine.accept(added.map(({ blob }) => blob));
      made.after = await appendData({
        newest,
        files: new Map(added.map(({ path, blob }) => [path, blob])),
        ...ingestMessage(made, input.date),
        identity,
        epoch: input.epoch,
      });
    } catch (error) {
      await removeAll(rejects);
      throw error;
    }
    return made;
  });
}

/** Whether rows of it are new, under a name. */
function isAdded(update: Update): update is Update & { path: string; blob: string } {
  return update.path !== null && update.blob !== null;
}

/** Of an ingest that came to nothing nothing is to lie about. */
async function removeAll(rejects: readonly Rejects[]): Promise<void> {
  for (const { file } of rejects) await rm(file, { force: true });
}

function sum(updates: readonly Update[], of: (update: Update) => number): number {
  return updates.reduce((total, update) => total + of(update), 0);
}
