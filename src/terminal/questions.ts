// Questions to a person, asked only where one can answer.

import { UserError } from '../errors.ts';

type Asked = { asks: boolean; yes: boolean };

/** One of several; throws UserError `missing-answer` naming the option where nobody can be asked. */
export async function choose(
  { asks }: Asked,
  {
    question,
    options,
    option,
    initial,
  }: { question: string; options: readonly string[]; option: string; initial?: string },
): Promise<string> {
  if (!asks) {
    throw new UserError(`${option} is needed`, {
      code: 'missing-answer',
      hint: `${option} one of: ${options.slice(0, 40).join(', ')}${options.length > 40 ? ', …' : ''}`,
      details: { option, options: options.slice(0, 200) },
    });
  }
  const { select, isCancel } = await import('@clack/prompts');
  const answer = await select({
    message: question,
    options: options.map(value => ({ value, label: value })),
    initialValue: initial,
    maxItems: 12,
    output: process.stderr,
  });
  if (isCancel(answer)) throw cancelled();
  return answer as string;
}

/** Yes or no: `--yes` says yes; where nobody can be asked, `otherwise`. */
export async function confirm(
  { asks, yes }: Asked,
  { question, otherwise }: { question: string; otherwise: boolean },
): Promise<boolean> {
  if (yes) return true;
  if (!asks) return otherwise;
  const prompts = await import('@clack/prompts');
  const answer = await prompts.confirm({ message: question, initialValue: true, output: process.stderr });
  if (prompts.isCancel(answer)) throw cancelled();
  return answer === true;
}

function cancelled(): UserError {
  return new UserError('cancelled; nothing was changed', { code: 'cancelled' });
}
