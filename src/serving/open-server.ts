// Everything that a server is made of, put together: models that follow their branches, traffic between them, the log
// of what they said, and HTTP in front.

import { epochOf, keepWeights } from '../ab-test/weight-epochs.ts';
import { hashWith } from '../prediction-log/hash-value.ts';
import { type KilledWriter, newlyKilledWriters } from '../prediction-log/killed-writers.ts';
import { openLabelBook } from '../prediction-log/labels/label-book.ts';
import { labelFolder, logFolder } from '../prediction-log/log-folder.ts';
import { LOG_LIMITS, limitsOf } from '../prediction-log/log-limits.ts';
import { openPredictionLog } from '../prediction-log/prediction-log.ts';
import { privacyKey } from '../prediction-log/privacy-key.ts';
import { writerName } from '../prediction-log/run-id.ts';
import { readEnvironments } from '../project/environments.ts';
import type { Configuration } from '../project/schema.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import type { PythonProject } from '../trainer/python/prepare-python.ts';
import { type Arms, armsOf, experimentNamed } from './arms.ts';
import { followEnvironment } from './follow-environment.ts';
import type { HttpLimits } from './http/limits.ts';
import type { FollowEvents, FollowedBranch } from './model/followed-branch.ts';
import { openFollowed } from './model/open-followed.ts';
import { recordPredictions } from './record-predictions.ts';
import { tipOf } from './tip-of.ts';
import { type Experiment, openTraffic } from './traffic.ts';
import type { Team } from './workers/join-team.ts';

/** What happens to a server, for whoever watches it. */
export type ServerEvents = FollowEvents & {
  /** A model's process ended and is started again. */
  restarted(restart: { branch: string; commit: string; reason: string }): void;
  /** The weights are others, as mv.yaml of the environment says now. */
  weighted(arms: Arms): void;
  /** Predictions cannot be written down, and why; null once they can again. */
  logFailed(failure: Error | null): void;
  /** A server before this one was ended without a word: what it answered in its last quarter of a second may be missing in the log. */
  endedBefore(ended: KilledWriter): void;
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
  /** Null where no other process answers behind the same port. */
  team: Team | null;
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
  const { repository, reader, events, shadow, logger, team } = options;
  const environments = await readEnvironments(reader);
  const environment = await environments.configuration();
  const environmentTip = await tipOf(reader, environments.main);
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
  const writer = writerName();
  const shared = {
    ...{ hash, writer, clock: Date.now },
    limits: environment === null ? LOG_LIMITS : limitsOf(environment),
  };
  const [predictions, labels] = [logFolder(repository), labelFolder(repository)];
  const log = openPredictionLog({
    ...{ ...shared, folder: predictions, source: 'serve' as const, onFailure: events.logFailed },
  });
  const book = openLabelBook({ ...shared, predictions, labels });
  const recorder = recordPredictions(log);
  const traffic = openTraffic({
    project: projectName(environment, followed),
    experiment,
    followed,
    shadow,
    record: recorder.record,
    recordFailure: recorder.recordFailure,
    skipped: rows => server.metrics.shadowSkipped(rows),
  });
  const armsNow = () =>
    experiment.arms.map(({ branch, weight }) => ({
      branch,
      commit: followed.get(branch)!.current().commit,
      weight,
    }));
  const join: typeof book.join = async labels => {
    await Promise.all([recorder.written(), team?.written()]);
    return book.join(labels);
  };
  /** Weights, and branches, of an experiment that mv.yaml holds. */
  const setArms = async (): Promise<void> => {
    if (options.arms !== null) return;
    const now = await readEnvironments(reader);
    const next = experimentOf(options, await now.configuration());
    if (JSON.stringify(next) === JSON.stringify(experiment)) return;
    const wanted = new Set([...next.arms.map(({ branch }) => branch), ...(shadow ? [shadow] : [])]);
    const fresh = [...wanted].filter(branch => !followed.has(branch));
    for (const each of await opened(await Promise.allSettled(fresh.map(open))))
      followed.set(each.branch, each);
    await keep(next);
    await team?.swap('arms', JSON.stringify(next));
    experiment = next;
    traffic.setExperiment(experiment);
    events.weighted(experiment.arms);
    for (const [branch, each] of followed) {
      if (wanted.has(branch)) continue;
      followed.delete(branch);
      each.retire().catch(() => {});
    }
  };
  const followedEnvironment = followEnvironment({
    first: environmentTip,
    tip: () => tipOf(reader, environments.main),
    async guard() {
      await Promise.all([...followed.values()].map(each => each.current().guard()));
    },
    setArms,
    rejected: ({ commit, reason }) =>
      events.rejected({
        branch: environments.main,
        commit,
        reason: `its experiment is not taken: ${reason}`,
      }),
    clock: () => performance.now(),
  });
  const server = http.httpServer({
    ...{ ...options, traffic, recorder, followed, book: { ...book, join } },
    environment: followedEnvironment,
  });
  team?.answer({ counted: server.metrics.values, written: recorder.written });
  const close = async () => {
    await server.close();
    await Promise.all([recorder.close(), book.close()]);
    await followedEnvironment.end();
    await Promise.all([...followed.values()].map(each => each.retire()));
  };
  const url = await server.listen(options.host, options.port).catch(async error => {
    await close();
    throw error;
  });

  newlyKilledWriters({ folder: predictions, source: 'serve', now: Date.now() }, writer).then(
    killed => killed.forEach(events.endedBefore),
    error => logger.error({ err: error }, 'whether a server before was ended without a word is not known'),
  );
  return {
    url,
    arms: armsNow(),
    async look() {
      // A branch whose model is slow to load keeps nobody else waiting.
      for (const each of followed.values()) void each.look();
      await followedEnvironment.look();
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

/** All of them, or the first failure once the others are gone again. */
async function opened(results: PromiseSettledResult<FollowedBranch>[]): Promise<FollowedBranch[]> {
  const failure = results.find(result => result.status === 'rejected');
  if (!failure) return results.map(result => (result as PromiseFulfilledResult<FollowedBranch>).value);
  for (const result of results) if (result.status === 'fulfilled') await result.value.retire();
  throw failure.reason;
}
