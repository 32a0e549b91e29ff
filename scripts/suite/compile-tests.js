// Compiles tests and what they import of src/, all at once, so that no test process has to: reading TypeScript at run
// time cost each of them a third of a second.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Code that asks where it is gets an answer that is right for the file it was written in. A test is told its own place;
 * src/ is told that it lies in dist/, so that it finds there what it finds as a program: the process for features,
 * threads, kernels, templates.
 */
const writtenPlaces = {
  name: 'written-places',
  setup(api) {
    api.onLoad({ filter: /\.[mc]?[jt]s$/ }, ({ path: file }) => {
      const text = readFileSync(file, 'utf8');
      if (!text.includes('import.meta.')) return undefined;
      const seen = file.startsWith(path.join(root, 'src'))
        ? path.join(root, 'dist', path.basename(file).replace(/\.ts$/, '.js'))
        : file;
      const place = { url: pathToFileURL(seen).href, dirname: path.dirname(seen) };
      // On the same line: places in stack traces stay right.
      return {
        contents: `const writtenPlace = ${JSON.stringify(place)}; ${text}`,
        loader: file.endsWith('.ts') ? 'ts' : 'js',
      };
    });
  },
};

/**
 * Writes `files` (below test/, with `.test.ts` at their end) as `folder`/<file with .js>, with what they share in chunks
 * and maps beside them. Throws where one cannot be compiled.
 */
export async function compileTests(files, folder) {
  await build({
    absWorkingDir: root,
    entryPoints: files.map(file => path.join('test', file)),
    outbase: 'test',
    outdir: folder,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: 'linked',
    logLevel: 'warning',
    // One uvu for the files of a process, and for what runs them.
    external: ['uvu', 'uvu/assert'],
    define: { 'import.meta.url': 'writtenPlace.url', 'import.meta.dirname': 'writtenPlace.dirname' },
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    plugins: [writtenPlaces],
  });
}
