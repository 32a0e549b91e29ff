// False alarms and power of the verdict on decay, over many half-years: a line of JSON each cell.
// node --import tsx bench/programs/decay-simulation.js [runs] [seed]

import { falseAlarms, found, ROWS } from '../../test/monitoring/decay/simulate.ts';

const runs = Number(process.argv[2] ?? 400);
const seed = Number(process.argv[3] ?? 1);
const show = cell => process.stdout.write(`${JSON.stringify(cell)}\n`);

for (const name of Object.keys(ROWS))
  for (const labels of [24, 100])
    for (const heldOut of [300, 5000])
      show({
        ...{ rows: name, labels, heldOut, runs },
        alarms: falseAlarms({ rows: ROWS[name], labels, heldOut, runs, seed }),
      });
for (const accuracy of [0.75, 0.85, 0.95])
  for (const labels of [24, 100, 500])
    for (const heldOut of [1000, 5000])
      show({ accuracy, labels, heldOut, runs, found: found({ accuracy, labels, heldOut, runs, seed }) });
