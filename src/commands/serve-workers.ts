// `serve --workers`: the process that starts the others, fetches for them and speaks for them.

import { holdSignals } from '../repository/held-signals.ts';
import { leadTeam } from '../serving/workers/lead-team.ts';
import type { Context, Result } from './command.ts';
import { openServeLog, remoteEvents, sayListening, tellerOf } from './serve-events.ts';
import type { ServeOptions } from './serve-options.ts';
import { openServePlace } from './serve-place.ts';
import { fetchEvery, openRemote } from './serve-remote.ts';

/** Answers HTTP by as many processes, until a signal ends them. */
export async function serveByWorkers(context: Context, options: ServeOptions): Promise<Result> {
  const { workers: size, remote, seconds } = options;
  const ended = holdSignals();
  const logger = openServeLog(context);
  const tell = tellerOf(context);
  // Whoever has to be asked is asked once; what workers read they read by themselves.
  const { repository, reader } = await openServePlace(context);
  await reader.close();
  const fetch = await openRemote(context, repository, remote);
  const team = await leadTeam(size, {
    told: tell,
    ended(end) {
      logger.error(end, 'a worker ended: another takes its place');
      tell({ event: 'worker-ended', ...end });
    },
    started(start) {
      logger.info(start, 'a worker answers again');
      tell({ event: 'worker-started', ...start });
    },
  });
  const result = { document: {}, text: () => '', written: true };
  if ('exitCode' in team) return { ...result, exitCode: team.exitCode };
  const { url, arms, workers } = team;
  await sayListening(context, { url, arms, workers }, tell);
  const fetching = fetchEvery(seconds, fetch, remoteEvents(logger, tell));
  logger.info({ signal: await ended }, 'stopping: what was accepted is finished');
  fetching.end();
  await team.close();
  return result;
}
