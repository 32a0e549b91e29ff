// The files of a template, as the package ships them.

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FeatureProcessOptions } from '../features/feature-process.ts';
import type { FeatureMaker } from '../features/maker.ts';
import { openFeatures } from '../features/open-features.ts';
import { SOURCE } from '../project/layout.ts';

/** Dotfiles travel with an underscore: `npm pack` drops a `.gitignore` and reads it as rules of its own. */
const DOTFILES: Record<string, string> = { _gitignore: '.gitignore', _gitattributes: '.gitattributes' };

/** Folder `templates/` of the package, from source and from the bundle alike. */
export function templatesDirectory(from = import.meta.url): string {
  const here = fileURLToPath(from);
  const marker = [`${path.sep}dist${path.sep}`, `${path.sep}src${path.sep}`].find(part =>
    here.includes(part),
  )!;
  return path.join(here.slice(0, here.lastIndexOf(marker)), 'templates');
}

/** The scaffolds that `--template` may name; each is also a kind of model. */
export type TemplateName = 'random-forest' | 'python';
/** What makes features by a template's own code, or null where that is not in JavaScript. */
export function openTemplateCode(
  name: TemplateName,
  options: Omit<FeatureProcessOptions, 'sourceDirectory'>,
): FeatureMaker | null {
  const sourceDirectory = path.join(templatesDirectory(), name, SOURCE);
  return existsSync(path.join(sourceDirectory, 'features.js'))
    ? openFeatures({ ...options, sourceDirectory })
    : null;
}

/** Paths (slashes) and content of every file of a template, `{{name}}` and its like filled in for Markdown. */
export async function readTemplate(
  name: TemplateName,
  words: Record<string, string>,
): Promise<Map<string, string>> {
  const root = path.join(templatesDirectory(), name);
  const files = new Map<string, string>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    // Where somebody ran the template's Python in place, its caches lie beside it.
    if (!entry.isFile() || entry.parentPath.includes('__pycache__')) continue;
    const file = path.join(entry.parentPath, entry.name);
    const relative = path.relative(root, file).split(path.sep);
    const last = relative.pop()!;
    const target = [...relative, DOTFILES[last] ?? last].join('/');
    const text = await readFile(file, 'utf8');
    files.set(target, target.endsWith('.md') ? fill(text, words) : text);
  }
  return files;
}

function fill(text: string, words: Record<string, string>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, key: string) => words[key] ?? whole);
}
