// Everything that a server is made of, put together: models that follow their branches, traffic between them, the log
// of what they said, and HTTP in front.

import { epochOf, keepWeights } from '../ab-test/weight-epochs.ts';
import { UserError } from '../errors.ts';
import { type CommittedModel, readCommittedModel } from '../prediction/committed-model.ts';
import { guardingSettings } from '../prediction-log/guarding-settings.ts';
import { hashWith } from '../prediction-log/hash-value.ts';
import { keptColumns } from '../prediction-log/kept-columns.ts';
import { openLabelBook } from '../prediction-log/labels/label-book.ts';
import { labelFolder, logFolder } from '../prediction-log/log-folder.ts';
import { LOG_LIMITS, limitsOf } from '../prediction-log/log-limits.ts';
import { openPredictionLog } from '../prediction-log/prediction-log.ts';
import { privacyKey } from '../prediction-log/privacy-key.ts';
import { writerName } from '../prediction-log/run-id.ts';
import { parseConfiguration } from '../project/configuration.ts';
import { readEnvironments } from '../project/environments.ts';
import { CONFIGURATION } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import type { PythonProject } from '../trainer/python/prepare-python.ts';
import { type Arms, armsOf, experimentNamed } from './arms.ts';
import type { HttpLimits } from './http/limits.ts';
import { type FollowEvents, type FollowedBranch, followBranch } from './model/followed-branch.ts';
import { openServedModel } from './model/open-served-model.ts';
import { recordPredictions } from './record-predictions.ts';
import { tipOf } from './tip-of.ts';
import { type Experiment, openTraffic } from './traffic.ts';

/** What happens to a server, for whoever watches it. */
export type ServerEvents = FollowEvents & {
  /** A model's process ended and is started again. */
  restarted(restart: { branch: string; commit: string; reason: string }): void;
  /** The weights are others, as mv.yaml of the environment says now. */
  weighted(arms: Arms): void;
  /** What a branch's code printed. */
  printed(output: { branch: string; text: string }): void;
};

export type ServerOptions = {
  repository: Repository;
  reader: ObjectReader;
  python: PythonProject;
  /** Null for those of the experiment in mv.yaml. */
  arms: Arms | null;
  shadow: string | null;
  /** Null for the name of the project. */
  experiment: string | null;
  unit: string | null;
  host: string;
  port: number;
  token: string | null;
  limits: HttpLimits;
  logger: import('fastify').FastifyBaseLogger;
  events: ServerEvents;
};

export type RunningServer = {
  url: string;
  arms: { branch: string; commit: string; weight: number }[];
  /** Looks where the branches stand, and follows those that moved. */
  look(): Promise<void>;
  /** Stops accepting, finishes what was accepted, writes the log. */
  close(): Promise<void>;
};

/** Throws what opening a model throws, UserError `branch-not-found`, `experiment-not-found`, `port-taken`. */
export async function openServer(options: ServerOptions): Promise<RunningServer> {
  const { repository, reader, events, shadow, logger } = options;
  const environments = await readEnvironments(reader);
  let environment = await environments.configuration();
  let environmentTip = await tipOf(reader, environments.main);
  let experiment = experimentOf(options, environment);
  // Before anything is logged by them: whoever compares arms looks up what an epoch's weights were.
  const keep = ({ id, arms }: Experiment) =>
    keepWeights({ repository, experiment: id, arms, now: Date.now() }).catch(error =>
      logger.error({ err: error }, 'the weights of the arms could not be kept'),
    );
  await keep(experiment);

  const open = (branch: string) => openFollowed({ ...options, branch });
  const branches = [...new Set([...experiment.arms.map(arm => arm.branch), ...(shadow ? [shadow] : [])])];
  const opening = Promise.allSettled(branches.map(open));
  // Its code is read while processes start.
  const http = await import('./http/http-server.ts');
  const followed = new Map((await opened(await opening)).map(each => [each.branch, each]));

  const hash = hashWith(await privacyKey(repository));
  const shared = {
    ...{ hash, writer: writerName(), clock: Date.now },
    limits: environment === null ? LOG_LIMITS : limitsOf(environment),
  };
  const [predictions, labels] = [logFolder(repository), labelFolder(repository)];
  const log = openPredictionLog({ ...shared, folder: predictions, source: 'serve' });
  const book = openLabelBook({ ...shared, predictions, labels });
  const recorder = recordPredictions(log);
  const traffic = openTraffic({
    project: projectName(environment, followed),
    experiment,
    followed,
    shadow,
    record: recorder.record,
    skipped: rows => server.metrics.shadowSkipped(rows),
  });
  const armsNow = () =>
    experiment.arms.map(({ branch, weight }) => ({
      branch,
      commit: followed.get(branch)!.current().commit,
      weight,
    }));
  const join: typeof book.join = async labels => {
    await recorder.written();
    return book.join(labels);
  };
  const server = http.httpServer({ ...options, traffic, recorder, followed, book: { ...book, join } });
  const close = async () => {
    await server.close();
    await Promise.all([recorder.close(), book.close()]);
    await Promise.all([...followed.values()].map(each => each.retire()));
  };
  const url = await server.listen(options.host, options.port).catch(async error => {
    await close();
    throw error;
  });

  /** Weights, and branches, of an experiment that mv.yaml holds. */
  const lookAtEnvironment = async (): Promise<void> => {
    const tip = await tipOf(reader, environments.main);
    if (tip === null || tip === environmentTip) return;
    environmentTip = tip;
    environment = await (await readEnvironments(reader)).configuration();
    await Promise.all([...followed.values()].map(each => each.current().guard()));
    if (options.arms !== null) return;
    const next = experimentOf(options, environment);
    if (sameArms(next.arms, experiment.arms)) return;
    for (const { branch } of next.arms) if (!followed.has(branch)) followed.set(branch, await open(branch));
    await keep(next);
    experiment = next;
    traffic.setExperiment(experiment);
    events.weighted(experiment.arms);
  };

  return {
    url,
    arms: armsNow(),
    async look() {
      await Promise.all([...followed.values()].map(each => each.look()));
      await lookAtEnvironment().catch(error =>
        logger.error({ err: error }, 'mv.yaml of the environment is not taken'),
      );
    },
    close,
  };
}

function experimentOf(
  { arms, experiment: named, unit }: ServerOptions,
  environment: Configuration | null,
): Experiment {
  const experiments = environment?.experiments ?? {};
  const listed =
    named !== null && (arms === null || Object.hasOwn(experiments, named))
      ? experimentNamed(experiments, named)
      : null;
  const shared = arms ?? armsOf(listed!);
  return {
    id: named ?? environment?.name ?? 'default',
    arms: shared,
    unit: unit ?? listed?.unit ?? null,
    epoch: epochOf(shared),
  };
}

/** A model that is asked for by its branch even where the project has none of that name. */
function projectName(
  environment: Configuration | null,
  followed: ReadonlyMap<string, FollowedBranch>,
): string {
  return environment?.name ?? [...followed.keys()][0];
}

function sameArms(one: Arms, other: Arms): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** All of them, or the first failure once the others are gone again. */
async function opened(results: PromiseSettledResult<FollowedBranch>[]): Promise<FollowedBranch[]> {
  const failure = results.find(result => result.status === 'rejected');
  if (!failure) return results.map(result => (result as PromiseFulfilledResult<FollowedBranch>).value);
  for (const result of results) if (result.status === 'fulfilled') await result.value.retire();
  throw failure.reason;
}

async function openFollowed({
  branch,
  repository,
  reader,
  python,
  events,
}: ServerOptions & { branch: string }): Promise<FollowedBranch> {
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
  return followBranch(follow, { first, model, events, clock: () => performance.now() });
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
