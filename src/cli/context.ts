// What surrounds a command: folder, clock, terminal.

import type { Arguments, Context } from '../commands/command.ts';
import { UserError } from '../errors.ts';
import { coloursFor, isWatched, screenWidth } from '../terminal/colour.ts';
import { openProgress } from '../terminal/progress.ts';
import { sanitizeLines } from '../terminal/sanitize.ts';
import { writeBytes } from './output.ts';

type Streams = {
  /** Asked only where a question may come up: looking at stdin opens it, which takes milliseconds. */
  stdin(): NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
};

export function openContext({
  directory,
  options,
  environment,
  streams: { stdin, stdout, stderr },
}: {
  directory: string;
  options: Arguments['options'];
  environment: NodeJS.ProcessEnv;
  streams: Streams;
}): Context & { close(): void } {
  const json = options['json'] === true;
  const quiet = options['quiet'] === true;
  const screen = { env: environment, isTTY: stdout.isTTY === true, columns: stdout.columns };
  const watched = !quiet && isWatched({ env: environment, isTTY: stderr.isTTY === true });
  const progress = openProgress(stderr, watched);
  const paint = coloursFor({ env: environment, isTTY: stderr.isTTY === true });
  return {
    directory,
    epoch: readEpoch(environment['SOURCE_DATE_EPOCH']),
    json,
    quiet,
    yes: options['yes'] === true,
    trust: options['trust'] === true,
    asks: watched && !json && stdin().isTTY === true,
    width: screenWidth(screen),
    colours: coloursFor(screen),
    say(line, label) {
      if (quiet) return;
      progress.clear();
      // The label's colour is ours; whatever the line holds may come from data.
      const prefix = label ? `${(label === 'hint' ? paint.cyan : paint.yellow)(`${label}:`)} ` : '';
      stderr.write(`${prefix}${sanitizeLines(line)}\n`);
    },
    progress: (step, share) => progress.show(step, share),
    streams: { stdin, write: bytes => writeBytes(stdout, bytes), writesToTerminal: stdout.isTTY === true },
    close: () => progress.clear(),
  };
}

function readEpoch(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  if (!/^\d{1,12}$/.test(text)) {
    throw new UserError(`SOURCE_DATE_EPOCH is "${text}", not a number of seconds since 1970`, {
      code: 'invalid-source-date-epoch',
      hint: 'unset it, or set it to whole seconds, such as 1700000000',
    });
  }
  return Number(text);
}
