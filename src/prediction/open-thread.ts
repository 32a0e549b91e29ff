import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** From source the entry is `<name>.ts` of this folder, under tsx; the build makes `dist/<name>.js` of it, also seen from dist/chunks/. */
export function openThread(
  name: 'model-thread' | 'log-thread',
  workerData: unknown,
  from = import.meta.url,
): Worker {
  if (from.endsWith('.ts')) {
    const [api, entry] = [import.meta.resolve('tsx/esm/api'), new URL(`./${name}.ts`, from).href];
    const code = `import(${JSON.stringify(api)}).then(({ register }) => { register(); return import(${JSON.stringify(entry)}); })`;
    return new Worker(code, { eval: true, workerData });
  }
  const dist = from.slice(0, from.lastIndexOf('/dist/') + '/dist/'.length);
  return new Worker(fileURLToPath(`${dist}${name}.js`), { workerData });
}
