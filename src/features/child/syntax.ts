// Where code does not parse. V8 keeps the place of an error in a module to itself, but Node prints it.

import { spawnSync } from 'node:child_process';
import { FeatureProblem } from './problem.ts';

/** The error as a problem that names file, line and column. Runs `node --check`, about 50 ms, for errors only. */
export function syntaxProblem(
  error: SyntaxError,
  { file, source }: { file: string; source: string },
): FeatureProblem {
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--check', '-'], {
    input: source,
    encoding: 'utf8',
  });
  const [, line, text = '', carets = ''] = /^\[stdin\]:(\d+)\n(.*)\n(.*)\n/m.exec(stderr) ?? [];
  const column = carets.indexOf('^') + 1;
  const place = line ? `${file}:${line}${column > 0 ? `:${column}` : ''}` : file;
  return new FeatureProblem({
    code: 'features-syntax',
    message: `${place}: ${error.message}`,
    hint: line ? `The line is: ${text.trim().slice(0, 120)}` : null,
    details: { file, line: line ? Number(line) : null, column: column > 0 ? column : null },
  });
}
