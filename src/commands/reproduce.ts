import { EXIT, UserError } from '../errors.ts';
import { type ModelBranch, readModelBranch } from '../provenance/model-branch.ts';
import type { Provenance } from '../provenance/provenance.ts';
import { requireCommit } from '../repository/branches/named-commit.ts';
import { currentBranch } from '../repository/branches/refs.ts';
import { withObjectReader } from '../repository/objects/object-reader.ts';
import { openRepository } from '../repository/repository.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';
import { type ReproductionDocument, renderReproduction } from './render-reproduction.ts';
import { requireTrust } from './trust.ts';
import { watcherOf } from './watcher.ts';

/** Makes the model of a commit again from its provenance alone, and says whether it is the same. Changes nothing. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const repository = await openRepository(context.directory);
  const { directory } = repository;
  return withObjectReader(directory, async reader => {
    const name = textOf(args.positionals['commit']) ?? (await currentBranch(directory)) ?? 'HEAD';
    const { branch, commit } = await requireCommit(directory, name);
    const model = await readModelBranch(reader, { name, commit });
    requireProvenance(model);
    await requireTrust(context, directory);
    // Loaded where there is something to train: readers of data, learners and all that they need.
    const { reproduce } = await import('../reproduction/reproduce.ts');
    const { provenance, ...made } = await reproduce({
      repository,
      reader,
      name,
      model,
      watcher: watcherOf(context),
      machine: `${process.platform} ${process.arch}`,
    });
    const document: ReproductionDocument = { branch, commit, ...made };
    return {
      document,
      text: () => renderReproduction(context, name, document, { provenance, fresh: model.fresh }),
      exitCode: made.reproduced ? EXIT.done : EXIT.failed,
    };
  });
}

function requireProvenance(model: ModelBranch): asserts model is ModelBranch & { provenance: Provenance } {
  if (model.provenance !== null) return;
  throw new UserError(`"${model.branch}" has no model with a provenance`, {
    code: 'no-model',
    hint: 'train one there: git-model train',
    details: { branch: model.branch, commit: model.commit },
  });
}
