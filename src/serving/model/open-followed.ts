// A branch, opened where it stands and followed from there.

import { UserError } from '../../errors.ts';
import { type CommittedModel, readCommittedModel } from '../../prediction/committed-model.ts';
import { guardingSettings } from '../../prediction-log/guarding-settings.ts';
import { keptColumns } from '../../prediction-log/kept-columns.ts';
import { parseConfiguration } from '../../project/configuration.ts';
import { CONFIGURATION } from '../../project/layout.ts';
import type { Configuration } from '../../project/schema.ts';
import type { ObjectReader } from '../../repository/objects/object-reader.ts';
import type { Repository } from '../../repository/repository.ts';
import type { PythonProject } from '../../trainer/python/prepare-python.ts';
import { tipOf } from '../tip-of.ts';
import type { Team } from '../workers/join-team.ts';
import { type FollowEvents, type FollowedBranch, followBranch } from './followed-branch.ts';
import { openServedModel } from './open-served-model.ts';

type Opening = {
  branch: string;
  repository: Repository;
  reader: ObjectReader;
  python: PythonProject;
  /** Whoever takes a new model at the same moment; null for nobody. */
  team: Team | null;
  events: FollowEvents & {
    restarted(restart: { branch: string; commit: string; reason: string }): void;
    printed(output: { branch: string; text: string }): void;
  };
};

/** Throws what opening a model throws, and UserError `branch-not-found`. */
export async function openFollowed({
  branch,
  repository,
  reader,
  python,
  team,
  events,
}: Opening): Promise<FollowedBranch> {
  const tip = () => tipOf(reader, branch);
  const read = async (commit: string): Promise<CommittedModel> => {
    const model = await readCommittedModel(reader, { name: branch, commit, repository });
    return { ...model, configuration: { ...model.configuration, ...(await ownSettings(reader, commit)) } };
  };
  const commit = await tip();
  if (commit === null) {
    throw new UserError(`there is no branch "${branch}"`, {
      code: 'branch-not-found',
      hint: 'git branch --list shows those that exist',
      details: { branch },
    });
  }
  const follow = {
    branch,
    tip,
    read,
    together: async (at: string) => team?.swap(`model ${branch}`, at),
    async open(at: string, model: CommittedModel) {
      const { configuration, provenance } = model;
      // Those that it was made with are not under this id any more: `read` put its own beside them.
      const made = { blob: '', configuration };
      return openServedModel({
        branch,
        commit: at,
        model,
        async kept() {
          const guards = await guardingSettings(reader, { branch, commit: at, made });
          return keptColumns({ model: provenance, configuration, ...guards });
        },
        reader,
        python,
        onOutput: text => events.printed({ branch, text }),
        onRestart: reason => events.restarted({ branch, commit: at, reason }),
      });
    },
  };
  const model = await read(commit);
  const first = await follow.open(commit, model);
  const heard: FollowEvents = {
    reloaded: change => events.reloaded(change),
    rejected(refusal) {
      team?.refused(`model ${branch}`, refusal.commit);
      events.rejected(refusal);
    },
  };
  return followBranch(follow, { first, model, events: heard, clock: () => performance.now() });
}

/** What no model is made with, and the commit's own mv.yaml says: how it is served, and what may be logged of it. */
async function ownSettings(
  reader: ObjectReader,
  commit: string,
): Promise<Pick<Configuration, 'serving' | 'privacy'>> {
  const blob = await reader.read(`${commit}:${CONFIGURATION}`);
  const { serving, privacy } = parseConfiguration(blob?.bytes.toString('utf8') ?? '');
  return { serving, privacy };
}
