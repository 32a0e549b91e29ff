// Which file an import of the project's code means, if it may be imported at all.

import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FeatureProblem } from './problem.ts';

/** `src/lib/lags.js`: how messages and stacks call a file, wherever the folder lies. */
export function nameInSource(root: string, file: string): string {
  return `src/${path.relative(root, file).split(path.sep).join('/')}`;
}

/** The file that an import means. Throws where it is a package, outside `src/`, not there, or not of a kind we read. */
export function fileInside(root: string, importer: string, specifier: string, place: string): string {
  const refuse = (message: string, hint: string | null): FeatureProblem =>
    new FeatureProblem({
      code: 'features-import',
      message: `${place} imports "${specifier}", ${message}`,
      hint,
    });
  const outside = () =>
    refuse(
      "but code in src/ may import only its own files and Node's modules",
      'Copy what is needed into src/: what a model is made of must be in its branch.',
    );
  if (!/^\.\.?\//.test(specifier)) throw outside();
  const file = fileURLToPath(new URL(specifier, pathToFileURL(importer)));
  if (!isInside(root, file)) throw outside();
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    const withEnding = statSync(`${file}.js`, { throwIfNoEntry: false })?.isFile();
    throw refuse(
      `and there is no file ${nameInSource(root, file)}`,
      withEnding
        ? `Write "${specifier}.js".`
        : 'Is it ignored by .gitignore? Only files that Git has are there.',
    );
  }
  if (!isInside(root, realpathSync(file))) throw outside();
  if (!/\.(js|mjs|json)$/.test(file)) {
    throw refuse('but features can be made of .js, .mjs and .json files only', 'Write it as an ES module.');
  }
  return file;
}

/** Whether a path lies below the folder; neither is read. */
export function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}

/** `:3` for the line that first quotes the specifier; nothing where it is put together at run time. */
export function lineOfImport(importer: string, specifier: string): string {
  const lines = readFileSync(importer, 'utf8').split('\n');
  const index = lines.findIndex(line => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`));
  return index < 0 ? '' : `:${index + 1}`;
}
