import { EXIT } from '../errors.ts';
import { readRemotes } from '../repository/remotes/remotes.ts';
import { openRepository } from '../repository/repository.ts';
import type { Check } from '../sharing/checks/check.ts';
import { examine, mend } from '../sharing/examine.ts';
import type { Arguments, Context, Result } from './command.ts';

/** What is wrong with this clone; with --fix it is mended where that takes no choice. Runs no code of the project. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  // Not `openProject`: what a killed command left is to be shown before it is finished.
  const repository = await openRepository(context.directory);
  const settings = await readRemotes(repository.directory);
  const examination = {
    repository,
    connection: { ...settings, asks: context.asks },
    remotes: settings.remotes,
    asksRemotes: args.options['remote'] === true,
    now: Date.now(),
  };
  const found = await examine(examination);
  const fixes = args.options['fix'] === true && found.some(({ status }) => status !== 'ok');
  const { findings, mended } = fixes ? await mend(examination, found) : { findings: found, mended: [] };
  const checks: Check[] = findings.map(({ name, status, message, remedy }) => ({
    name,
    status,
    message,
    remedy,
  }));
  return {
    document: { checks, mended },
    text: () => render(context, checks, mended),
    exitCode: checks.some(({ status }) => status === 'problem') ? EXIT.failed : EXIT.done,
  };
}

function render({ colours }: Context, checks: readonly Check[], mended: readonly string[]): string {
  const marks = {
    ok: colours.green('ok      '),
    warning: colours.yellow('warning '),
    problem: colours.red('problem '),
  };
  const lines = checks.flatMap(({ name, status, message, remedy }) => [
    `${marks[status]}${name}: ${message}`,
    ...(remedy === null || status === 'ok' ? [] : [`        ${colours.cyan('remedy:')} ${remedy}`]),
  ]);
  return [...lines, ...(mended.length === 0 ? [] : ['', `mended: ${mended.join(', ')}`])].join('\n');
}
