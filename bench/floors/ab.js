// The least that a look at an experiment can cost: every line of its log and its labels, read and parsed, and dropped.
// node bench/floors/ab.js <file> …

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

let lines = 0;
for (const file of process.argv.slice(2)) {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (JSON.parse(line)) lines++;
  }
}
process.stdout.write(`${lines}\n`);
