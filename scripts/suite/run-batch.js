// Some test files in one process, watched: which of them were run, what each said and how it ended.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const BATCH = fileURLToPath(new URL('batch.js', import.meta.url));
const running = new Set();

/**
 * Runs `files`, which are compiled in `folder`. Gives `{ file, code, output, seconds }` of each file that was begun, in order: at least the first, and not always all
 * (see batch.js). The last of them answers for how the process ended. One that lasts more than `limitSeconds` is ended.
 */
export function runBatch(files, { folder, root, environment, limitSeconds }) {
  return new Promise(resolve => {
    // No test can guess it and speak for another.
    const mark = `${randomBytes(8).toString('hex')} `;
    const compiled = files.map(file => path.join(folder, file.replace(/\.ts$/, '.js')));
    const child = spawn(process.execPath, [BATCH, mark, ...compiled], {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    running.add(child);
    const ran = [];
    let current;
    let timer;
    begin();

    function begin() {
      current = { file: files[ran.length], code: 1, output: '', seconds: 0 };
      const clock = performance.now();
      current.end = code => Object.assign(current, { code, seconds: (performance.now() - clock) / 1000 });
      ran.push(current);
      clearTimeout(timer);
      timer = setTimeout(() => {
        current.output += `\nstill running after ${limitSeconds} s: ended\n`;
        endGroup(child);
      }, limitSeconds * 1000);
    }

    function take(line) {
      if (!line.startsWith(mark)) {
        current.output += line;
        return;
      }
      const [word, number] = line.slice(mark.length).split(' ');
      // The first was begun with the process.
      if (word === 'begin' && Number(number) > 0) begin();
      if (word === 'end') current.end(Number(number));
    }

    let rest = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      const lines = (rest + text).split(/(?<=\n)/);
      rest = lines.at(-1).endsWith('\n') ? '' : lines.pop();
      for (const line of lines) take(line);
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      current.output += text;
    });
    child.on('close', code => {
      clearTimeout(timer);
      running.delete(child);
      take(rest);
      current.end(code ?? 1);
      resolve(ran);
    });
  });
}

/** Ends what is still running: of a suite that is itself ended. */
export function endAll() {
  for (const child of running) endGroup(child);
}

function endGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
