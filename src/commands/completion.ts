import { type CompletionShell, completionScript } from '../terminal/completion.ts';
import type { Arguments, Context, Result } from './command.ts';
import { commands, commonOptions } from './specs.ts';

/** The completion script of a shell, made from the same table as the help. */
export async function run(_context: Context, args: Arguments): Promise<Result> {
  // The table lists the shells: any other was refused as a word that the command does not know.
  const shell = args.positionals['shell'] as CompletionShell;
  const script = completionScript(shell, { commands, commonOptions });
  return { document: { shell, script }, text: () => script };
}
