// Logs a row every millisecond or so, and says on stdout how many were appended and when.

import { openLog, rowsOf } from './logs.ts';

const [folder, writer] = process.argv.slice(2);
const log = openLog(folder, { writer, clock: Date.now });
for (let row = 0; ; row++) {
  log.append(rowsOf(`${writer}-${row}`, row));
  process.stdout.write(`${row + 1} ${Date.now()}\n`);
  await new Promise(resolve => setTimeout(resolve, 1));
}
