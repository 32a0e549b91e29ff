// Bundles src/ into dist/: one entry, one lazy chunk a command, nothing to install beside it.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;

/** The columns of a text, from a table in the bundle: the package `string-width` compiles large expressions at start. */
const narrowStringWidth = {
  name: 'narrow-string-width',
  setup(api) {
    api.onResolve({ filter: /^string-width$/ }, () => ({ path: `${root}src/terminal/string-width.ts` }));
  },
};

export async function buildAll() {
  await rm(`${root}dist`, { recursive: true, force: true });
  await mkdir(`${root}dist`, { recursive: true });
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
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    sourcemap: process.env['GIT_MODEL_SOURCE_MAPS'] ? 'inline' : false,
    metafile: true,
    logLevel: 'warning',
    // CommonJS dependencies call require for Node's own modules.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    plugins: [narrowStringWidth],
  });
  await writeFile(`${root}dist/THIRD-PARTY.txt`, await licences(result.metafile));
  await writeFile(`${root}dist/built`, '');
}

/** Licences of what was bundled: they ask to travel with the code. */
async function licences(metafile) {
  const { readdir, readFile } = await import('node:fs/promises');
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

if (process.argv[1] === new URL(import.meta.url).pathname) await buildAll();
