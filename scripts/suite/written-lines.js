// Places in compiled tests, as they were written.

import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';

/** `text` with every place in a file below `folder` (`…/x.test.js:12:3`) turned into that in its source, from `root` on. */
export function withWrittenLines(text, folder, root) {
  const maps = new Map();
  const place = new RegExp(`(?:file://)?(${escaped(folder)}[^\\s:()]*\\.js):(\\d+):(\\d+)`, 'g');
  return text.replace(place, (whole, file, line, column) => {
    if (!maps.has(file)) maps.set(file, readMap(`${file}.map`));
    const entry = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry?.originalSource === undefined) return whole;
    const source = path.resolve(path.dirname(file), entry.originalSource);
    return `${path.relative(root, source)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function readMap(file) {
  return existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
