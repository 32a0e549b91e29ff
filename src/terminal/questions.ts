// Questions to a person, asked only where one can answer.

import { UserError } from '../errors.ts';
import { sanitize } from './sanitize.ts';

/** `yes`: somebody has said yes to everything beforehand and does not want to be asked. */
export type Asked = { asks: boolean; yes: boolean };

/**
 * One of several. Throws UserError `missing-answer` naming the option where nobody is to be asked (a yes is no choice),
 * and `cancelled`.
 */
export async function choose(
  { asks, yes }: Asked,
  {
    question,
    options,
    option,
    initial,
    label = value => value,
  }: {
    question: string;
    options: readonly string[];
    option: string;
    initial?: string;
    /** How a choice is shown. */
    label?: (value: string) => string;
  },
): Promise<string> {
  if (!asks || yes) {
    throw new UserError(`${option} is needed`, {
      code: 'missing-answer',
      hint: `${option} one of: ${options.slice(0, 40).map(sanitize).join(', ')}${options.length > 40 ? ', …' : ''}`,
      details: { option, options: options.slice(0, 200) },
    });
  }
  const { select, isCancel } = await openPrompts();
  const answer = await select({
    message: sanitize(question),
    options: options.map(value => ({ value, label: sanitize(label(value)) || '""' })),
    initialValue: initial,
    maxItems: 12,
    output: process.stderr,
  });
  if (isCancel(answer)) throw cancelled();
  return answer as string;
}

/** A line of text, never empty. Throws as `choose` does; `hint` is the remedy of `missing-answer`. */
export async function write(
  { asks, yes }: Asked,
  { question, option, hint }: { question: string; option: string; hint: string },
): Promise<string> {
  if (!asks || yes) {
    throw new UserError(`${option} is needed`, { code: 'missing-answer', hint, details: { option } });
  }
  const { text, isCancel } = await openPrompts();
  const answer = await text({
    message: sanitize(question),
    validate: value => ((value ?? '').trim() === '' ? 'please write something' : undefined),
    output: process.stderr,
  });
  if (isCancel(answer)) throw cancelled();
  return (answer as string).trim();
}

/** Yes or no: `--yes` says yes; where nobody can be asked, `otherwise`. */
export async function confirm(
  { asks, yes }: Asked,
  { question, otherwise }: { question: string; otherwise: boolean },
): Promise<boolean> {
  if (yes) return true;
  if (!asks) return otherwise;
  const prompts = await openPrompts();
  const answer = await prompts.confirm({
    message: sanitize(question),
    initialValue: true,
    output: process.stderr,
  });
  if (prompts.isCancel(answer)) throw cancelled();
  return answer === true;
}

function openPrompts() {
  // A container's terminal may not know its size, and each letter would get a line of its own.
  process.stderr.columns ||= 80;
  return import('@clack/prompts');
}

function cancelled(): UserError {
  return new UserError('cancelled; nothing was changed', { code: 'cancelled' });
}
