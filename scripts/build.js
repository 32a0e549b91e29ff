// Bundles src/ into dist/: one entry, one lazy chunk a command, nothing to install beside it.

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { compileKernels } from './kernels.js';

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

/** Of yargs only its parser is used; whatever else its files would load and set up is left out. */
const parserAlone = {
  name: 'parser-alone',
  setup(api) {
    api.onResolve({ filter: /./ }, async ({ path: wanted, importer, kind, resolveDir, pluginData }) => {
      const ofYargs = wanted.startsWith('yargs') || /[\\/]node_modules[\\/]yargs[\\/]/.test(importer);
      if (!ofYargs || pluginData === parserAlone) return undefined;
      const found = await api.resolve(wanted, { importer, kind, resolveDir, pluginData: parserAlone });
      return { ...found, sideEffects: false };
    });
  },
};

const shared = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'none',
  // For coverage: places in src/ for every place in dist/.
  sourcemap: process.env['GIT_MODEL_SOURCE_MAPS'] ? 'inline' : false,
  metafile: true,
  write: false,
  logLevel: 'warning',
};

export async function buildAll() {
  const [program, child, thread, worker, kernels] = await Promise.all([
    build({
      ...shared,
      entryPoints: { cli: 'src/cli.ts' },
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
      outExtension: { '.js': '.cjs' },
      define: { 'import.meta.url': '__moduleUrl' },
      plugins: [narrowStringWidth, parserAlone],
    }),
    // A process of its own, which imports modules that people wrote: it stays a module itself.
    build({ ...shared, entryPoints: { 'features-child': 'src/features/child.ts' } }),
    build({
      ...shared,
      entryPoints: {
        'model-thread': 'src/prediction/model-thread.ts',
        'log-thread': 'src/prediction/log-thread.ts',
        'count-thread': 'src/monitoring/counting/count-thread.ts',
      },
    }),
    // Threads of a fit, and what they need alone.
    build({ ...shared, entryPoints: { 'learning-worker': 'src/models/threads/worker.ts' } }),
    compileKernels(),
  ]);
  const files = new Map();
  for (const { path: file, contents, text } of [
    ...program.outputFiles,
    ...child.outputFiles,
    ...thread.outputFiles,
    ...worker.outputFiles,
  ]) {
    const name = path.relative(root, file);
    files.set(
      path.relative('dist', name),
      file.endsWith('.cjs') ? await asScript(text, await hasLiveExports(program.metafile, name)) : contents,
    );
  }
  files.set(
    'THIRD-PARTY.txt',
    await licences({
      ...program.metafile.inputs,
      ...child.metafile.inputs,
      ...thread.metafile.inputs,
      ...worker.metafile.inputs,
    }),
  );
  files.set('kernels.wasm', kernels);
  files.set('built', '');
  await replaceDist(files);
}

/**
 * A chunk as a script that is required: scripts load in less time than modules, and what V8 compiled of them can be
 * kept (bin/compile-cache.js). Splitting into chunks is something esbuild does to modules only, so this comes after it.
 *
 * esbuild exports getters, for a module may change what it exports. No loop of ours is inlined across one: a fit took
 * 1.6 times as long. So where nothing changes, values are exported in the end.
 */
async function asScript(text, live) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    sourcemap: shared.sourcemap,
    supported: { 'dynamic-import': false },
    logOverride: { 'empty-import-meta': 'silent' },
  });
  const url = code.includes('__moduleUrl')
    ? 'var __moduleUrl=require("node:url").pathToFileURL(__filename).href;'
    : '';
  return `"use strict";${url}${code.replace(/^"use strict";/, '')}${live ? '' : EXPORT_VALUES}`;
}

/**
 * At the end of a chunk. What is undefined still stays a getter: a module that a script requires begins only then.
 */
const EXPORT_VALUES = `
{const all=module.exports,values=Object.defineProperty({},"__esModule",{value:true});
for(const name of Object.keys(all))if(all[name]!==undefined)values[name]=all[name];
else Object.defineProperty(values,name,{enumerable:true,get:()=>all[name]});
module.exports=values}
`;

/** Whether a module of this chunk exports a variable that it may set anew. */
async function hasLiveExports({ inputs, outputs }, name) {
  for (const input of Object.keys(outputs[name].inputs)) {
    if (inputs[input].format !== 'esm' || input.includes(':')) continue;
    if (/^\s*export\s+(let|var)\s/m.test(await readFile(path.join(root, input), 'utf8'))) return true;
  }
  return false;
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
async function licences(inputs) {
  const packages = new Set();
  for (const input of Object.keys(inputs)) {
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
