// The way in: find the command, load only it, run it, and print what came of it once: as text or as one JSON document.

import path from 'node:path';
import { openContext } from './cli/context.ts';
import { loadCommand } from './cli/load-command.ts';
import { parseArguments, splitCommand } from './cli/parse-arguments.ts';
import { printError } from './cli/print-error.ts';
import type { Arguments, Result } from './commands/command.ts';
import { commandNamed } from './commands/specs.ts';

/** Runs one call and gives its exit code. `words` are the arguments after the program's name. */
export async function main(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  // Known before anything can go wrong, so that a failure to parse is a document too.
  const json = words.includes('--json');
  try {
    const { directory, name, rest } = splitCommand(words);
    const [spec, commandWords] = route(name, rest);
    const args = await parseArguments(spec, commandWords);
    const folders = [...directory, ...(typeof args.options['C'] === 'string' ? [args.options['C']] : [])];
    const context = openContext({
      directory: path.resolve(...folders),
      options: args.options,
      environment,
      streams: { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr },
    });
    try {
      const module = await loadCommand(spec.name);
      const result = await module.run(context, args);
      await print(result, context.json, context.quiet);
      return 0;
    } finally {
      context.close();
    }
  } catch (error) {
    return printError(error, {
      json,
      environment,
      stderr: process.stderr,
      write: text => write(process.stdout, text),
    });
  }
}

/** `--help` anywhere, `help <topic>` and no word at all lead to the help; everything else to the command itself. */
function route(name: string | null, rest: readonly string[]): [ReturnType<typeof commandNamed>, string[]] {
  if (name === null || name === '--help' || name === '-h')
    return [commandNamed('help'), rest.filter(word => word !== '--help')];
  const spec = commandNamed(name);
  const end = rest.indexOf('--');
  const options = end === -1 ? rest : rest.slice(0, end);
  if (name !== 'help' && (options.includes('--help') || options.includes('-h')))
    return [commandNamed('help'), [name]];
  return [spec, [...rest]];
}

async function print(result: Result, json: boolean, quiet: boolean): Promise<void> {
  const text = json
    ? `${JSON.stringify(result.document, null, 2)}\n`
    : quiet
      ? ''
      : ensureNewline(result.text());
  await write(process.stdout, text);
}

function ensureNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** Waits until the text is taken: a pipe holds 64 KiB, and leaving sooner would cut a long document. */
function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text === '') return Promise.resolve();
  return new Promise(resolve => {
    stream.write(text, () => resolve());
  });
}

export type { Arguments };
