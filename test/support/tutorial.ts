// A story of scripts/tutorial.js, and the document that tells it: neither may say what the other does not.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { runProgram, Sandbox, testEnvironment } from './project.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Whether the data of a story lie beside this project. */
export function hasData(folder: string): boolean {
  return existsSync(path.join(root, '../shared/data', folder));
}

/** Runs a story to its end; `folder` is where it happened, inside the sandbox. */
export async function tell(
  story: string,
): Promise<{ sandbox: Sandbox; folder: string; printed: readonly string[] }> {
  const sandbox = await Sandbox.make();
  const { exitCode, stdout, stderr } = await runProgram(
    process.execPath,
    [path.join(root, 'scripts/tutorial.js'), story],
    {
      directory: sandbox.root,
      environment: testEnvironment(sandbox.home, {
        TMPDIR: sandbox.root,
        GIT_AUTHOR_NAME: 'Ada',
        GIT_COMMITTER_NAME: 'Ada',
      }),
    },
  );
  assert.is(exitCode, 0, `${stdout.slice(-2000)}\n${stderr}`);
  const printed = stdout.split('\n');
  return { sandbox, folder: printed[0]!.replace(/^In /, ''), printed };
}

/**
 * Asserts that every line of the document's blocks of output was printed, in the document's order; what lies between
 * them may be left out. Of a loop in a block of `sh`, each `mv` line must have been run for every month from 03 to 12.
 */
export function assertTold(document: string, printed: readonly string[]): void {
  const lines = printed.map(comparable);
  const text = readFileSync(path.join(root, document), 'utf8');
  const blocks = [...text.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)];
  const shown = blocks.filter(([, language]) => language === '').flatMap(([, , body]) => body!.split('\n'));
  assert.ok(shown.length > 20, `${document} shows output`);
  let from = 0;
  for (const line of shown.map(comparable).filter(line => line !== '' && line !== '…')) {
    const at = lines.indexOf(line, from);
    assert.ok(
      at >= 0,
      `${document} shows a line that was not printed${lines.includes(line) ? ' there' : ''}: ${line}`,
    );
    from = at + 1;
  }
  const loops = blocks.filter(([, language, body]) => language === 'sh' && body!.includes('$month'));
  for (const line of loops.flatMap(([, , body]) => body!.split('\n')).map(comparable))
    for (let month = 3; month <= 12 && line.startsWith('mv '); month++) {
      const run = `$ ${line.replace(/"([^"]*)"/g, '$1').replaceAll('$month', String(month).padStart(2, '0'))}`;
      assert.ok(
        lines.some(printed => printed.startsWith(run)),
        `${document} tells to run what was not: ${run}`,
      );
    }
}

/** What differs from run to run is hidden: ids, times, and how wide a column came out. */
function comparable(line: string): string {
  return line
    .replace(/\b(?:[0-9a-f]{7}|[0-9a-f]{10})\b/g, '<id>')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\dZ/g, '<time>')
    .replace(/\s+/g, ' ')
    .trim();
}
