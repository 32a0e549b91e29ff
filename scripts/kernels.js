// Compiles src/models/kernels/assembly/ (AssemblyScript) to one WebAssembly module.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = fileURLToPath(new URL('../src/models/kernels/assembly/', import.meta.url));

/** The module's bytes. Throws with the compiler's words where it cannot be compiled. */
export async function compileKernels() {
  const sources = readdirSync(folder).filter(name => name.endsWith('.ts'));
  let binary;
  const { error, stderr } = await asc.main(
    [
      ...sources.sort(),
      ...['--outFile', 'kernels.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
      ...['--enable', 'simd,threads', '--importMemory', '--sharedMemory'],
      ...['--initialMemory', '1', '--maximumMemory', '65536'],
    ],
    {
      readFile: name => {
        try {
          return readFileSync(path.join(folder, name), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (_name, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`the kernels cannot be compiled: ${error.message}\n${stderr.toString()}`);
  return binary;
}
