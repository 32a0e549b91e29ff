// What a server says of itself: to people a line and a log on standard error, to programs an event a line.

import pino from 'pino';
import type { RunningServer, ServerEvents } from '../serving/open-server.ts';
import type { Team } from '../serving/workers/join-team.ts';
import type { LedTeam } from '../serving/workers/lead-team.ts';
import type { Context } from './command.ts';

type Tell = (event: Record<string, unknown>) => void;

/** Bytes of lines that wait for a standard error which takes none at present, as on a full disk; more are dropped. */
const MOST_UNSAID = 2 ** 20;

/**
 * Lines of JSON on standard error: nothing that a client sends can begin a line of its own there. That one cannot be
 * written is no reason to stop answering.
 */
export function openServeLog({ quiet }: Context, team: Team | null = null): pino.Logger {
  const destination = pino.destination({ fd: 2, sync: true, maxLength: MOST_UNSAID });
  destination.on('error', () => {});
  const base = team && { worker: team.number };
  return pino(
    { level: quiet ? 'error' : 'info', base, timestamp: pino.stdTimeFunctions.isoTime },
    destination,
  );
}

/**
 * With --json every event is a line on stdout; that of a worker its server writes. One that cannot be written is left
 * out.
 */
export function tellerOf({ json, streams }: Context, team: Team | null = null): Tell {
  if (team !== null) return event => team.tell('event', event);
  return event => {
    if (json) streams.write(Buffer.from(`${JSON.stringify(event)}\n`)).catch(() => {});
  };
}

export function serverEvents(logger: pino.Logger, tell: Tell): ServerEvents {
  return {
    reloaded(change) {
      logger.info(change, 'reloaded');
      tell({ event: 'reloaded', ...change });
    },
    rejected(refusal) {
      logger.error(refusal, 'the branch moved, and its new model is not taken');
      tell({ event: 'rejected', ...refusal });
    },
    restarted(restart) {
      logger.warn(restart, "a model's process is started again");
      tell({ event: 'restarted', ...restart });
    },
    weighted(arms) {
      logger.info({ arms }, 'weights are others now');
      tell({ event: 'weighted', arms });
    },
    logFailed(failure) {
      if (failure === null) {
        logger.info('predictions are written down again');
        return tell({ event: 'log-recovered' });
      }
      const reason = failure.message;
      logger.error({ reason }, 'predictions are answered, and cannot be written down: they count as dropped');
      tell({ event: 'log-failed', reason });
    },
    endedBefore({ writer, last }) {
      const ended = { writer, last: new Date(last).toISOString() };
      logger.warn(
        ended,
        'a server before this one was ended without a word: of what it answered in its last quarter of a second some may be missing in the log',
      );
      tell({ event: 'ended-before', ...ended });
    },
    printed: output => logger.info(output, 'the code of a branch printed'),
  };
}

/** Gives what is to be told why the remote cannot be followed, or null where it can: said where that changes. */
export function remoteEvents(logger: pino.Logger, tell: Tell): (failure: Error | null) => void {
  let failing = false;
  return failure => {
    if (failing === (failure !== null)) return;
    failing = failure !== null;
    const reason = failure?.message;
    if (failing) logger.warn({ reason }, 'the remote cannot be followed now: what is served goes on');
    else logger.info('the remote is followed again');
    tell(failing ? { event: 'remote-failed', reason } : { event: 'remote-recovered' });
  };
}

export async function sayListening(
  context: Context,
  { url, arms, ...workers }: Pick<RunningServer, 'url' | 'arms'> & Partial<Pick<LedTeam, 'workers'>>,
  tell: Tell,
): Promise<void> {
  tell({ event: 'listening', url, arms, ...workers });
  if (context.json || context.quiet) return;
  const sum = arms.reduce((total, { weight }) => total + weight, 0);
  const shown = arms.map(({ branch, commit, weight }) => {
    const share = arms.length > 1 ? ` (${+((100 * weight) / sum).toFixed(2)} %)` : '';
    return `${branch} ${commit.slice(0, 7)}${share}`;
  });
  // On a disk that is full it serves all the same.
  await context.streams.write(Buffer.from(`serving ${shown.join(', ')} at ${url}\n`)).catch(() => {});
}
