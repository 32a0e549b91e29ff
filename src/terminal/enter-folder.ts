// The line that brings a shell into a folder.

import path from 'node:path';
import { quoteForShell } from './completed-command.ts';
import { sanitize } from './sanitize.ts';

/**
 * `cd <folder>` as a person would type it in `from`; no line where the shell stands there already.
 *
 * @example enterFolder('/home/ada', '/home/ada/my bikes') // ["cd 'my bikes'"]
 */
export function enterFolder(from: string, to: string): string[] {
  const folder = path.relative(from, to);
  if (folder === '') return [];
  const word = /^[\w./@%+][\w./@%+~-]*$/.test(folder) ? folder : sanitize(quoteForShell(folder));
  return [`cd ${folder.startsWith('-') ? '-- ' : ''}${word}`];
}
