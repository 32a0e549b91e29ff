import { UserError } from '../errors.ts';
import { type CompletionShell, completionScript, completionShells } from '../terminal/completion.ts';
import type { Arguments, Context, Result } from './command.ts';
import { commands, commonOptions } from './specs.ts';

/** The completion script of a shell, made from the same table as the help. */
export async function run(_context: Context, args: Arguments): Promise<Result> {
  const shell = String(args.positionals['shell']);
  if (!(completionShells as readonly string[]).includes(shell)) {
    throw new UserError(`there is no completion for "${shell}"`, {
      code: 'usage',
      hint: `shells: ${completionShells.join(', ')}`,
    });
  }
  const script = completionScript(shell as CompletionShell, { commands, commonOptions });
  return { document: { shell, script }, text: () => script };
}
