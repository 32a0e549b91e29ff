// The lines of the log, held against what was answered.

import { createReadStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Rows by `<branch> <role>`. Complains of a line that is twice there, cut short, of nobody's request, or says other than
 * what was answered.
 * @param {{ folder: string, answers: ReturnType<import('./answers.js').answerBook>, rowOf: (number: number) => number, complain: (what: string) => void }} options
 */
export async function checkLog({ folder, answers, rowOf, most, complain }) {
  const seen = new Uint8Array(most);
  const counts = new Map();
  for (const file of readdirSync(folder).filter(name => name.startsWith('serve-'))) {
    for await (const text of createInterface({ input: createReadStream(path.join(folder, file)) })) {
      const line = parsed(text);
      if (line === null) complain(`${file}: no whole line: ${text.slice(0, 100)}`);
      if (line?.prediction === undefined) continue;
      const { id, branch, commit, role, prediction } = line;
      counts.set(`${branch} ${role}`, (counts.get(`${branch} ${role}`) ?? 0) + 1);
      const number = Number(/^s(\d+):0$/.exec(id)?.[1]);
      const model = answers.modelAt(number) ?? null;
      if (model === null) {
        complain(`${id} is in the log, and nobody was answered so`);
        continue;
      }
      if (seen[number]++ > 0) complain(`${id} is in the log twice`);
      if (model.branch !== branch || model.commit !== commit || model.answers[rowOf(number)] !== prediction) {
        complain(`${id}: the log says ${branch} ${commit} ${prediction}, which is not what was answered`);
      }
    }
  }
  return counts;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
