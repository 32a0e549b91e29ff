import { holdSignals } from '../repository/held-signals.ts';
import type { LastingReader } from '../repository/objects/lasting-reader.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { every } from '../serving/every.ts';
import { remoteAsLocal } from '../serving/follow-remote.ts';
import { limitsFor } from '../serving/http/limits.ts';
import { openServer } from '../serving/open-server.ts';
import { joinTeam, type Team, takePlace } from '../serving/workers/join-team.ts';
import type { Arguments, Context, Result } from './command.ts';
import { openServeLog, remoteEvents, sayListening, serverEvents, tellerOf } from './serve-events.ts';
import { type ServeOptions, serveOptions } from './serve-options.ts';
import { openServePlace } from './serve-place.ts';
import { fetchEvery, openRemote } from './serve-remote.ts';
import { serveByWorkers } from './serve-workers.ts';
import { watcherOf } from './watcher.ts';

/** The token that clients must send; of the environment, since argument lists are seen by everybody. */
const TOKEN = 'MV_SERVE_TOKEN';
/** Looking where branches stand takes a fraction of a millisecond. */
const LOOK_MILLISECONDS = 500;

/** Answers HTTP with the models of branches, until a signal ends it. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const options = serveOptions(args);
  const place = takePlace(process.env);
  if (options.workers > 1 && place === null) return serveByWorkers(context, options);
  const team = place && joinTeam(place);
  const held = holdSignals();
  const ended = team === null ? held : Promise.race([held, team.ended]);
  const { repository, reader: objects } = await openServePlace(context);
  const { remote } = options;
  // What workers serve their server fetches.
  const fetch = await openRemote(context, repository, team === null ? remote : null);
  try {
    const reader = remote === null ? objects : remoteAsLocal(objects, remote);
    await serveUntil(ended, { context, options, repository, objects, reader, fetch, team });
  } finally {
    await objects.close();
    team?.leave();
  }
  return { document: {}, text: () => '', written: true };
}

async function serveUntil(
  ended: Promise<string>,
  {
    context,
    options: { megabytes, seconds, workers: _, ...options },
    repository,
    objects,
    reader,
    fetch,
    team,
  }: {
    context: Context;
    options: ServeOptions;
    repository: Repository;
    objects: LastingReader;
    /** The same, with the branches of a remote in place of those here. */
    reader: ObjectReader;
    fetch: (() => Promise<void>) | null;
    team: Team | null;
  },
): Promise<void> {
  const logger = openServeLog(context, team);
  const tell = tellerOf(context, team);
  const { say, agree } = watcherOf(context);
  const server = await openServer({
    ...options,
    repository,
    reader,
    python: { ...repository, environment: process.env, agree, say },
    token: process.env[TOKEN] || null,
    team,
    limits: limitsFor({ megabytes, workers: team?.size ?? 1 }),
    logger,
    events: serverEvents(logger, tell),
  });
  const { url, arms } = server;
  if (team === null) await sayListening(context, { url, arms }, tell);
  else team.tell('listening', { url, arms });
  const looking = every(LOOK_MILLISECONDS, async () => {
    await objects.renew();
    await server.look();
  });
  const fetching = fetchEvery(seconds, fetch, remoteEvents(logger, tell));
  logger.info({ signal: await ended }, 'stopping: what was accepted is finished');
  looking.end();
  fetching.end();
  await server.close();
}
