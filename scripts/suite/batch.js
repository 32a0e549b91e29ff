// Runs compiled test files one after the other in this process: node batch.js <mark> <file> …
// Each is a suite of its own, with a `Total:` of its own. It says `<mark>begin <number>` before a file, and after it
// `<mark>end <exit code>`. It stops early after a file that leaves this process other than it found it, by a changed
// environment or by something open: the files that were not begun are for another process.

import { pathToFileURL } from 'node:url';

// uvu's own way for many files: `test.run()` enlists, and `exec` runs what is enlisted.
globalThis.UVU_DEFER = 1;
const { exec } = await import('uvu');

const [mark, ...files] = process.argv.slice(2);
for (const [number, file] of files.entries()) {
  const before = describe();
  process.stdout.write(`\n${mark}begin ${number}\n`);
  globalThis.UVU_QUEUE.splice(0, Number.POSITIVE_INFINITY, [null]);
  await import(pathToFileURL(file).href);
  await exec();
  process.stdout.write(`\n${mark}end ${process.exitCode ?? 0}\n`);
  if (number + 1 < files.length && !(await becomes(before))) break;
}

/** Whether this process is again as described. What is closing gets a moment to be closed. */
async function becomes(before) {
  for (let tries = 0; tries < 10 && describe() !== before; tries++)
    await new Promise(resolve => setTimeout(resolve, 5));
  return describe() === before;
}

function describe() {
  const { env } = process;
  return JSON.stringify([
    [process.cwd(), process.umask(), Object.keys(env).sort(), Object.values(env).sort()],
    process.eventNames().map(name => [String(name), process.listenerCount(name)]),
    process.getActiveResourcesInfo().sort(),
    Object.getOwnPropertyNames(globalThis),
  ]);
}
