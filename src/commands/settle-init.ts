// What `init` must know before it can make a project: from the options, or by asking where somebody can answer.

import type { Separator } from '../data/csv/separator.ts';
import type { CsvFile } from '../data/csv/source.ts';
import type { InferredColumn } from '../data/inference/column-evidence.ts';
import { shownValue } from '../data/place.ts';
import type { Task } from '../data/target.ts';
import { parseTimeText } from '../data/time/time-format.ts';
import { UserError } from '../errors.ts';
import { type Inspection, inspectRows, requireColumn } from '../scaffolding/inspect-data.ts';
import { namesIn, writeNames } from '../scaffolding/names-in.ts';
import { choose, confirm } from '../terminal/questions.ts';
import { type Arguments, type Context, textOf } from './command.ts';

export type Answers = {
  target: string;
  time: string | undefined;
  exclude: string[];
  inspection: Inspection;
};

type Data = {
  files: readonly CsvFile[];
  separator: Separator | undefined;
  /** All of them, by the types that were found. */
  columns: readonly InferredColumn[];
};

/** Settles target, times and exclusions; says what a careful colleague would. */
export async function settle(
  context: Context,
  args: Arguments,
  { columns: found, ...data }: Data,
): Promise<Answers> {
  const given = textOf(args.options['time']);
  const names = found.map(column => column.name);
  refuseHostileName(names);
  const target =
    textOf(args.options['target']) ??
    (await choose(context, {
      question: 'Which column is to be predicted?',
      options: names,
      option: '--target',
      initial: names.at(-1),
    }));
  requireColumn(found, target, '--target');
  if (given !== undefined) requireColumn(found, given, '--time');
  if (given === target) throw refusal(`--time: ${shownValue(target)} is the target`, 'name another column');
  const wanted = namesIn(textOf(args.options['exclude']) ?? '', names);
  for (const name of wanted) requireColumn(found, name, '--exclude');
  requireInputs({ names, target, excluded: wanted, hint: 'take a column out of --exclude' });

  const columns = await settleFormats(context, found, wanted);
  const time = given ?? (await settleTime(context, columns, [target, ...wanted]));
  const task = textOf(args.options['task']) as Task | undefined;
  const inspection = await inspectRows({ ...data, columns, target, time, task, exclude: wanted });
  const suspects = await followAdvice(context, inspection, [time, target]);
  const exclude = [...wanted, ...suspects];
  hintAtTime(context, inspection, time, [target, ...exclude]);
  requireInputs({
    names,
    target,
    excluded: exclude,
    hint: 'choose yourself which to leave out: --exclude <columns>, without --yes',
  });
  return { target, time, exclude, inspection };
}

function refusal(message: string, hint: string): UserError {
  return new UserError(message, { code: 'usage', hint });
}

function refuseHostileName(names: readonly string[]): void {
  if (!names.includes('__proto__')) return;
  throw new UserError('a column is named "__proto__", which no JavaScript object can hold', {
    code: 'invalid-column',
    hint: 'rename it in the header',
  });
}

function requireInputs({
  names,
  target,
  excluded,
  hint,
}: {
  names: readonly string[];
  target: string;
  excluded: readonly string[];
  hint: string;
}): void {
  if (excluded.includes(target)) {
    throw refusal(
      `--exclude: ${shownValue(target)} is the target`,
      'the model never sees it anyway: leave it out of --exclude',
    );
  }
  if (names.some(name => name !== target && !excluded.includes(name))) return;
  const alone = names.length === 1;
  throw new UserError(
    alone
      ? `the data have no column but the target ${shownValue(target)}: there is nothing to predict it from`
      : 'no column is left to predict from',
    { code: 'no-features', hint: alone ? 'give data with more columns' : hint },
  );
}

/** Asks how each date is to be read that could be read two ways; where nobody can be asked, it stays open. */
async function settleFormats(
  context: Context,
  columns: readonly InferredColumn[],
  exclude: readonly string[],
): Promise<InferredColumn[]> {
  const settled: InferredColumn[] = [];
  for (const column of columns) {
    if (column.type !== 'ambiguous-time' || exclude.includes(column.name) || !context.asks || context.yes) {
      settled.push(column);
      continue;
    }
    const { name, missing, example, candidates } = column;
    const format = await choose(context, {
      question: `Column ${shownValue(name)}: which day is ${shownValue(example)}?`,
      options: candidates,
      option: '--time-format',
      label: candidate =>
        `${new Date(parseTimeText(candidate, example)).toUTCString().slice(5, 16)}   (${candidate})`,
    });
    settled.push({ name, missing, reason: 'as you said', type: 'time', format });
  }
  return settled;
}

const UNORDERED = 'none: the order of the rows means nothing';

/** The column that orders the rows, where one could: a model of things that follow each other is judged by the newest. */
async function settleTime(
  context: Context,
  columns: readonly InferredColumn[],
  others: readonly string[],
): Promise<string | undefined> {
  const times = columns
    .filter(({ type, name }) => type === 'time' && !others.includes(name))
    .map(({ name }) => name);
  if (times.length === 0) return undefined;
  if (context.asks && !context.yes) {
    const answer = await choose(context, {
      question: 'Which column says when a row came? The newest rows are then held out to judge the model.',
      options: [...times, UNORDERED],
      option: '--time',
      initial: times[0],
    });
    return answer === UNORDERED ? undefined : answer;
  }
  return undefined;
}

/** Where nobody was asked: a model of what follows in time, judged by rows drawn at random, looks better than it is. */
function hintAtTime(
  context: Context,
  { columns }: Inspection,
  time: string | undefined,
  others: readonly string[],
): void {
  if (time !== undefined || (context.asks && !context.yes)) return;
  const found = columns.find(({ type, name }) => type === 'time' && !others.includes(name));
  if (found === undefined) return;
  context.say(
    `${shownValue(found.name)} holds times: --time ${writeNames([found.name])} judges the model by the newest rows instead of rows drawn at random`,
    'hint',
  );
}

/** More than these, of ten thousand columns, would only scroll by; `--json` has all of them. */
const MOST_NOTES = 12;

/** Columns to leave out because of what was found; nobody there to ask keeps them, and the advice is printed. */
async function followAdvice(
  context: Context,
  { advice }: Inspection,
  kept: readonly (string | undefined)[],
): Promise<string[]> {
  for (const { message } of advice.slice(0, MOST_NOTES)) context.say(message, 'note');
  if (advice.length > MOST_NOTES) context.say(`and ${advice.length - MOST_NOTES} more of this kind`, 'note');
  const suspects = [
    ...new Set(advice.filter(({ suggestExclude }) => suggestExclude).flatMap(({ columns }) => columns)),
  ].filter(name => !kept.includes(name));
  if (suspects.length === 0) return [];
  const few = suspects.length <= MOST_NOTES;
  const these = few ? suspects.map(shownValue).join(', ') : `these ${suspects.length} columns`;
  if (await confirm(context, { question: `Leave out ${these}?`, otherwise: false })) return suspects;
  if (!context.asks) {
    const which = few ? `--exclude ${writeNames(suspects)}, or ` : '';
    context.say(`to leave ${suspects.length === 1 ? 'it' : 'them'} out: ${which}--yes`, 'hint');
  }
  return [];
}
