// The way in: find the command, load only it, run it, and print what came of it once: as text or as one JSON document.

import path from 'node:path';
import { inWordsOf, takeCalledAs } from './cli/called-as.ts';
import { openContext } from './cli/context.ts';
import { loadCommand } from './cli/load-command.ts';
import { endureClosedPipes, writeAll } from './cli/output.ts';
import { optionWords, parseArguments, splitCommand } from './cli/parse-arguments.ts';
import { printError } from './cli/print-error.ts';
import type { Result } from './commands/command.ts';
import { type CommandSpec, commandNamed } from './commands/specs.ts';
import { EXIT } from './errors.ts';

/** Runs one call and gives its exit code. `words` are the arguments after the program's name. */
export async function main(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const { stdout, stderr } = process;
  endureClosedPipes(stdout, stderr);
  const calledAs = takeCalledAs(environment);
  const inWords = (text: string) => inWordsOf(calledAs, text);
  // Known before anything can go wrong, so that a failure to parse is a document too.
  const json = optionWords(words).some(word => word === '--json' || word === '--json=true');
  try {
    const { directory, name, rest } = splitCommand(words);
    const [spec, commandWords] = route(name, rest);
    const args = parseArguments(spec, commandWords);
    const folders = [...directory, ...(typeof args.options['C'] === 'string' ? [args.options['C']] : [])];
    const opened = openContext({
      directory: path.resolve(...folders),
      options: args.options,
      environment,
      streams: { stdin: () => process.stdin, stdout, stderr },
    });
    const context = {
      ...opened,
      say: (line: string, label?: Parameters<typeof opened.say>[1]) => opened.say(inWords(line), label),
    };
    try {
      const module = await loadCommand(spec.name);
      const result = await module.run(context, args);
      await writeAll(stdout, render(result, context, spec.name === 'completion' ? text => text : inWords));
      return result.exitCode ?? EXIT.done;
    } finally {
      context.close();
    }
  } catch (error) {
    return printError(error, {
      json,
      environment,
      stderr,
      inWords,
      // Where even that cannot be written, the exit code is all that is left.
      write: text => writeAll(stdout, text).catch(() => {}),
    });
  }
}

/** `--help` anywhere, `help <topic>` and no word at all lead to the help; everything else to the command itself. */
function route(name: string | null, rest: readonly string[]): [CommandSpec, string[]] {
  if (name === null || name === '--help' || name === '-h')
    return [commandNamed('help'), rest.filter(word => word !== '--help' && word !== '-h')];
  const spec = commandNamed(name);
  const options = optionWords(rest);
  if (name === 'help' || !(options.includes('--help') || options.includes('-h'))) return [spec, [...rest]];
  return [commandNamed('help'), [name, ...options.filter(word => word === '--json')]];
}

function render(
  result: Result,
  { json, quiet }: { json: boolean; quiet: boolean },
  inWords: (text: string) => string,
): string {
  if (result.written) return '';
  if (json) return `${JSON.stringify(result.document, null, 2)}\n`;
  if (quiet) return '';
  const text = inWords(result.text());
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
