// What was asked of `serve`, checked.

import { UserError } from '../errors.ts';
import { type Arms, parseArms } from '../serving/arms.ts';
import { type Arguments, listOf, textOf } from './command.ts';

export type ServeOptions = {
  /** Null for those of the experiment in mv.yaml. */
  arms: Arms | null;
  shadow: string | null;
  experiment: string | null;
  unit: string | null;
  host: string;
  port: number;
  /** Whose branches are served; null for those here. */
  remote: string | null;
  /** Between two fetches. */
  seconds: number;
  /** Of a body. */
  megabytes: number;
  /** Processes that answer. */
  workers: number;
};

/** Throws UserError `usage`. */
export function serveOptions({ positionals, options }: Arguments): ServeOptions {
  const branches = listOf(positionals['branch']);
  const experiment = textOf(options['experiment']) ?? null;
  if (branches.length === 0 && experiment === null) {
    throw new UserError('no branch is named', {
      code: 'usage',
      hint: 'git-model serve prod; or --experiment <id> for one that mv.yaml holds',
    });
  }
  const numberOf = (option: string, otherwise: number, most: number) =>
    wholeNumber(option, textOf(options[option]) ?? String(otherwise), most);
  return {
    arms: branches.length === 0 ? null : parseArms(branches),
    shadow: textOf(options['shadow']) ?? null,
    experiment,
    unit: textOf(options['unit']) ?? null,
    host: textOf(options['host']) ?? '127.0.0.1',
    port: numberOf('port', 8080, 65_535),
    remote: textOf(options['follow']) ?? null,
    seconds: Math.max(1, numberOf('every', 30, 86_400)),
    megabytes: Math.max(1, numberOf('max-megabytes', 16, 1024)),
    workers: Math.max(1, numberOf('workers', 1, 64)),
  };
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= most) return value;
  throw new UserError(`--${option} cannot be "${text}"`, {
    code: 'usage',
    hint: `a whole number up to ${most}`,
  });
}
