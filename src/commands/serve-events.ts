// What a server says of itself: to people a line and a log on standard error, to programs an event a line.

import pino from 'pino';
import type { RunningServer, ServerEvents } from '../serving/open-server.ts';
import type { Context } from './command.ts';

type Tell = (event: Record<string, unknown>) => void;

/** Lines of JSON on standard error: nothing that a client sends can begin a line of its own there. */
export function openServeLog({ quiet }: Context): pino.Logger {
  return pino(
    { level: quiet ? 'error' : 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
}

/** With --json every event is a line on stdout. */
export function tellerOf({ json, streams }: Context): Tell {
  return event => {
    if (json) void streams.write(Buffer.from(`${JSON.stringify(event)}\n`));
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
    printed: output => logger.info(output, 'the code of a branch printed'),
  };
}

export async function sayListening(
  context: Context,
  { url, arms }: RunningServer,
  tell: Tell,
): Promise<void> {
  tell({ event: 'listening', url, arms });
  if (context.json || context.quiet) return;
  const sum = arms.reduce((total, { weight }) => total + weight, 0);
  const shown = arms.map(({ branch, commit, weight }) => {
    const share = arms.length > 1 ? ` (${+((100 * weight) / sum).toFixed(2)} %)` : '';
    return `${branch} ${commit.slice(0, 7)}${share}`;
  });
  await context.streams.write(Buffer.from(`serving ${shown.join(', ')} at ${url}\n`));
}
