// Bundles src/ into dist/: one entry, one lazy chunk a command, nothing to install beside it.

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The columns of a text, from a table in the bundle: the package `string-width` compiles large expressions at start. */
const narrowStringWidth = {
  name: 'narrow-string-width',
  setup(api) {
    const namespace = 'string-width';
    api.onResolve({ filter: /^string-width$/ }, ({ kind }) => ({ path: kind, namespace }));
    // An import sees a default export, a require the function itself.
    api.onLoad({ filter: /.*/, namespace }, ({ path: kind }) => ({
      resolveDir: `${root}src/terminal`,
      contents:
        kind === 'require-call'
          ? "module.exports = require('./width.ts').displayWidth;"
          : "export { displayWidth as default } from './width.ts';",
    }));
  },
};

export async function buildAll() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { cli: 'src/cli.ts', 'features-child': 'src/features/child.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    chunkNames: 'chunks/[name]-[hash]',
    minify: true,
    legalComments: 'none',
    // For coverage: places in src/ for every place in dist/.
    sourcemap: process.env['GIT_MODEL_SOURCE_MAPS'] ? 'inline' : false,
    metafile: true,
    write: false,
    logLevel: 'warning',
    // CommonJS dependencies call require for Node's own modules.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    plugins: [narrowStringWidth],
  });
  const files = new Map(
    result.outputFiles.map(({ path: file, contents }) => [path.relative(`${root}dist`, file), contents]),
  );
  files.set('THIRD-PARTY.txt', await licences(result.metafile));
  files.set('built', '');
  await replaceDist(files);
}

/**
 * Writes the new files, those that others load before those that load them, and only then takes the old ones away: a
 * build that fails leaves what was there, and a command that runs meanwhile finds its parts.
 */
async function replaceDist(files) {
  const dist = path.join(root, 'dist');
  const chunksFirst = [...files.keys()].sort(
    (one, other) => other.includes('chunks') - one.includes('chunks'),
  );
  for (const name of chunksFirst) {
    const place = path.join(dist, name);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(`${place}.new`, files.get(name));
    await rename(`${place}.new`, place);
  }
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const place = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && !files.has(path.relative(dist, place))) await rm(place, { force: true });
  }
}

/** Licences of what was bundled: they ask to travel with the code. */
async function licences(metafile) {
  const packages = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const found = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(input);
    if (found) packages.add(found[1]);
  }
  const texts = [];
  for (const folder of [...packages].sort()) {
    const manifest = JSON.parse(await readFile(`${root}${folder}/package.json`, 'utf8'));
    const file = (await readdir(`${root}${folder}`)).find(name => /^licen[cs]e/i.test(name));
    const text = file ? await readFile(`${root}${folder}/${file}`, 'utf8') : `Licence: ${manifest.license}\n`;
    texts.push(`${manifest.name} ${manifest.version}\n\n${text.trim()}\n`);
  }
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
