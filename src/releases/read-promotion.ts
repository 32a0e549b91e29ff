// Reads what a promotion is decided on: two branches, how they meet, what the merge would make stale.

import { UserError } from '../errors.ts';
import { parseConfiguration } from '../project/configuration.ts';
import { CONFIGURATION, DATA, SOURCE } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import { assessFreshness, type Staleness } from '../provenance/freshness.ts';
import { type ModelBranch, readModelBranch } from '../provenance/model-branch.ts';
import { flatParameters, trainingDigest } from '../provenance/provenance.ts';
import { storeHolding } from '../repository/data-repository.ts';
import { git } from '../repository/git.ts';
import { mergeBases } from '../repository/merge.ts';
import type { ObjectReader } from '../repository/object-reader.ts';
import { isAncestor } from '../repository/refs.ts';
import type { Repository } from '../repository/repository.ts';
import { readTree } from '../repository/trees.ts';
import { nextReleaseNumber, readHistory } from './history.ts';
import { type MergedRelease, mergeRelease } from './merge-people.ts';
import type { Choice, PinRelation, PromotionFacts } from './plan-promotion.ts';
import type { Release } from './release.ts';

type Named = { name: string; commit: string };

export type PromotionReading = { facts: PromotionFacts; environment: ModelBranch; branch: ModelBranch };

export async function readPromotion({
  repository,
  reader,
  environment: environmentRef,
  branch: branchRef,
  choice,
}: {
  repository: Repository;
  reader: ObjectReader;
  environment: Named;
  branch: Named;
  choice: Choice;
}): Promise<PromotionReading> {
  const { directory } = repository;
  const [environment, branch, history] = await Promise.all([
    readModelBranch(reader, environmentRef),
    readModelBranch(reader, branchRef),
    readHistory(reader, environmentRef.name, environmentRef.commit),
  ]);
  const release = nextReleaseNumber(history, !repository.shallow);
  if (release === null) throw tooShallow();
  const bases = await mergeBases({
    directory,
    ours: environmentRef.commit,
    theirs: branchRef.commit,
    rewrites: undoneByRollbacks(history),
  });
  if (bases.length === 0) throw repository.shallow ? tooShallow() : unrelated(branchRef, environmentRef);
  const alreadyThere = bases.includes(branchRef.commit);
  const merged: MergedRelease = alreadyThere
    ? { status: 'clean', tree: `${environmentRef.commit}^{tree}` }
    : await mergeRelease({
        reader,
        directory,
        bases,
        ours: environmentRef.commit,
        theirs: branchRef.commit,
        takeFromTheirs: choice === 'take-code' ? [SOURCE, CONFIGURATION] : [],
      });
  const facts: PromotionFacts = {
    environment: { ...environmentRef, dataCommit: environment.dataCommit },
    branch: { ...branchRef, dataCommit: branch.dataCommit, hasModel: branch.provenance !== null },
    alreadyThere,
    release,
    pins: alreadyThere ? 'same' : await relatePins(repository, environment.dataCommit, branch.dataCommit),
    merge:
      merged.status === 'conflict'
        ? merged
        : {
            status: 'clean',
            tree: merged.tree,
            ...(await staleness(directory, reader, branch, merged.tree)),
          },
    choice,
  };
  return { facts, environment, branch };
}

/**
 * For `merge-base`, a rollback's parent is the release that it restored: what was rolled back is then no ancestor of the
 * environment, and a mended branch brings its earlier edits along when it is promoted again.
 */
export function undoneByRollbacks(history: readonly Release[]): Map<string, string[]> {
  return new Map(
    history.filter(({ restores }) => restores !== null).map(({ commit, restores }) => [commit, [restores!]]),
  );
}

async function staleness(
  directory: string,
  reader: ObjectReader,
  branch: ModelBranch,
  tree: string,
): Promise<{ stale: Staleness; branchStale: Staleness; changedFiles: string[]; changedKeys: string[] }> {
  const entries = new Map((await readTree(reader, tree)).map(entry => [entry.name, entry.id]));
  const state = {
    sourceTree: entries.get(SOURCE) ?? null,
    configurationBlob: entries.get(CONFIGURATION) ?? null,
    dataCommit: entries.get(DATA) ?? null,
  };
  const { provenance } = branch;
  let configuration: Configuration | null = null;
  if (provenance && state.configurationBlob && state.configurationBlob !== provenance.configuration.blob) {
    const blob = await reader.read(state.configurationBlob);
    configuration =
      blob && parseConfiguration(blob.bytes.toString('utf8'), `${CONFIGURATION} after the merge`);
  }
  const stale = assessFreshness(provenance, state, () => configuration && trainingDigest(configuration));
  return {
    stale,
    branchStale: branch.staleness,
    changedFiles:
      stale.src && provenance ? await changedFiles(directory, provenance.source.tree, state.sourceTree) : [],
    changedKeys:
      stale.config && provenance && configuration
        ? changedKeys(provenance.configuration.parameters, flatParameters(configuration))
        : [],
  };
}

async function changedFiles(directory: string, from: string, to: string | null): Promise<string[]> {
  if (to === null) return [`${SOURCE}/`];
  const { stdout, exitCode } = await git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to], {
    directory,
    answers: [128],
  });
  return exitCode === 0
    ? stdout
        .split('\0')
        .filter(name => name !== '')
        .map(name => `${SOURCE}/${name}`)
    : [`${SOURCE}/`];
}

function changedKeys(before: Record<string, unknown>, now: Record<string, unknown>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    name => before[name] !== now[name],
  );
  // Where no parameter differs it is the list of columns: the signature holds that, not the parameters.
  return names.length > 0 ? names : ['features.columns'];
}

/** Ancestry of the pins in the data repository; read only where they differ. */
async function relatePins(
  repository: Repository,
  environment: string | null,
  branch: string | null,
): Promise<PinRelation> {
  if (environment === branch) return 'same';
  if (environment === null || branch === null) return 'unknown';
  const store = await storeHolding(repository, branch).catch(() => null);
  if (store === null) return 'unknown';
  const known = await holds(store, environment);
  if (!known) return 'unknown';
  if (await isAncestor(store, environment, branch)) return 'newer';
  return (await isAncestor(store, branch, environment)) ? 'older' : 'diverged';
}

async function holds(store: string, commit: string): Promise<boolean> {
  const { exitCode } = await git(['cat-file', '-e', `${commit}^{commit}`], {
    directory: store,
    answers: [1, 128],
  });
  return exitCode === 0;
}

function tooShallow(): UserError {
  return new UserError('this clone is too shallow: the commits where the two branches meet are not here', {
    code: 'shallow-clone',
    hint: 'git fetch --unshallow, then run this again',
  });
}

function unrelated(branch: Named, environment: Named): UserError {
  return new UserError(`${branch.name} and ${environment.name} have no commit in common`, {
    code: 'unrelated-histories',
    hint: `experiments begin with: git-model experiment <name> --from ${environment.name}`,
  });
}
