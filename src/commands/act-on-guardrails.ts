// A guardrail that was crossed takes weight from its arm: one commit on the environment, with its evidence.

import type { ExaminedExperiment } from '../ab-test/examine.ts';
import type { ExperimentSettings } from '../ab-test/experiment-settings.ts';
import { guardrailText } from '../ab-test/guardrail-text.ts';
import { type GuardrailState, heldWeights } from '../ab-test/guardrails.ts';
import type { ActedOn } from '../ab-test/render.ts';
import { UserError } from '../errors.ts';
import { CONFIGURATION } from '../project/layout.ts';
import { setWeights } from '../project/set-weights.ts';
import { readModelBranch } from '../provenance/model-branch.ts';
import { environmentBranch } from '../releases/environment-branch.ts';
import { followersOf } from '../releases/follow.ts';
import { moveBranch } from '../repository/branches/move-branch.ts';
import { listBranches } from '../repository/branches/refs.ts';
import { writeBlobs } from '../repository/objects/blobs.ts';
import { commitMessage, signsCommits, writeCommit } from '../repository/objects/commits.ts';
import { editTree } from '../repository/objects/edit-tree.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { treeId } from '../repository/objects/trees.ts';
import type { Repository } from '../repository/repository.ts';
import type { Context } from './command.ts';

/**
 * Null where no guardrail was crossed, or the weights are held already. Throws UserError `experiment-not-listed` where
 * mv.yaml does not hold the experiment, Moved where the environment moved meanwhile or a working tree cannot follow.
 */
export async function actOnGuardrails({
  context,
  repository,
  reader,
  environment: name,
  settings,
  examined,
  dryRun,
}: {
  context: Context;
  repository: Repository;
  reader: ObjectReader;
  environment: string;
  settings: ExperimentSettings;
  examined: ExaminedExperiment;
  dryRun: boolean;
}): Promise<ActedOn | null> {
  const { experiment, arms } = settings;
  requireListed(settings, name);
  const listed = arms.filter(({ weight }) => weight > 0);
  const weights = heldWeights(
    new Map(arms.map(({ branch, weight }) => [branch, weight])),
    examined.guardrails,
  );
  if (weights === null) return null;
  const changed = new Map([...weights].filter(([branch]) => listed.some(arm => arm.branch === branch)));

  const { directory } = repository;
  const environment = environmentBranch(await listBranches(directory), name);
  const before = environment.commit;
  const crossed = examined.guardrails.filter(state => state.crossed);
  const acted = {
    environment: name,
    before,
    after: null,
    weights: Object.fromEntries(changed),
    crossed: crossed.map(({ guardrail, branch }) => ({ guardrail, branch })),
  };
  const tree = await treeWith({ reader, directory, environment: name, before, experiment, weights: changed });
  const { dataCommit } = await readModelBranch(reader, environment);
  const followers = await followersOf(repository, { branch: name, from: before, to: tree, dataCommit });
  if (dryRun) return acted;
  const commit = await writeCommit({
    ...{ directory, tree, parents: [before], epoch: context.epoch },
    message: messageOf(examined, crossed, changed),
    sign: await signsCommits(directory),
  });
  await moveBranch({
    repository,
    moves: [{ ref: `refs/heads/${name}`, before, after: commit }],
    reason: `git-model ab --act: ${experiment}`,
    followers,
  });
  return { ...acted, after: commit };
}

function requireListed({ experiment, listed }: ExperimentSettings, environment: string): void {
  if (listed) return;
  throw new UserError(`mv.yaml of ${environment} does not hold the experiment "${experiment}"`, {
    code: 'experiment-not-listed',
    hint: `its weights were given to serve by hand: change them there, or list it under "experiments" in mv.yaml of ${environment}`,
    details: { experiment },
  });
}

async function treeWith({
  reader,
  directory,
  environment,
  before,
  experiment,
  weights,
}: {
  reader: ObjectReader;
  directory: string;
  environment: string;
  before: string;
  experiment: string;
  weights: ReadonlyMap<string, number>;
}): Promise<string> {
  const [object, root] = await Promise.all([
    reader.read(`${before}:${CONFIGURATION}`),
    treeId(reader, before),
  ]);
  const text = setWeights(
    object!.bytes.toString('utf8'),
    experiment,
    weights,
    `${CONFIGURATION} of ${environment}`,
  );
  const [id] = await writeBlobs(directory, [Buffer.from(text)]);
  const changes = new Map([[CONFIGURATION, { mode: '100644' as const, id }]]);
  return editTree({ reader, directory, root, changes });
}

/** The evidence for people, and in trailers for programs. */
function messageOf(
  { experiment, arms }: ExaminedExperiment,
  crossed: readonly GuardrailState[],
  weights: ReadonlyMap<string, number>,
): string {
  const names = [...new Set(crossed.map(({ branch }) => branch))].join(', ');
  const units = arms
    .map(({ branch, units: met, labelled }) => `${branch}: ${met} units, ${labelled} of them labelled`)
    .join('\n');
  return commitMessage(
    `Experiment ${experiment}: ${names} crossed a guardrail`,
    [crossed.map(guardrailText).join('\n'), units],
    [
      ['Mv-Kind', 'weights'],
      ['Mv-Experiment', experiment],
      ['Mv-Weights', JSON.stringify(Object.fromEntries(weights))],
      ['Mv-Evidence', JSON.stringify(crossed)],
    ],
  );
}
