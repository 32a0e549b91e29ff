// Which files of the data repository hold rows, where nobody has written mv.yaml yet.

import { UserError } from '../errors.ts';
import { matchFiles } from '../training/match-files.ts';

const USUAL = ['initial/*.csv', 'updates/*.csv'];

/**
 * `data.files` of the new mv.yaml, `given` or found, and the paths that it names, in code-unit order.
 * Throws UserError `no-csv-files`.
 *
 * @example chooseFiles(['initial/hour.csv', 'notes.md'], undefined).paths // ['initial/hour.csv']
 */
export function chooseFiles(
  stored: readonly string[],
  given: string[] | undefined,
): { patterns: string[]; paths: string[] } {
  const patterns = given ?? patternsFor(stored);
  const paths = matchFiles(stored, patterns);
  if (paths.length > 0) return { patterns, paths };
  throw new UserError(
    given
      ? `no file of the data repository fits "data.files" (${given.join(', ')})`
      : 'the data repository holds no CSV file',
    {
      code: 'no-csv-files',
      hint: `files there: ${stored.slice(0, 8).join(', ') || 'none'}${stored.length > 8 ? ', …' : ''}; a name must end in .csv or .tsv`,
    },
  );
}

/** The usual folders where they hold rows; else every CSV, by the endings that are there. */
function patternsFor(paths: readonly string[]): string[] {
  if (matchFiles(paths, USUAL).length > 0) return USUAL;
  const endings = new Set(paths.flatMap(name => /\.(?:csv|tsv)$/i.exec(name) ?? []));
  return [...endings].sort().map(ending => `**/*${ending}`);
}
