// What a story is told with: a folder, commands as a person would type them, and their output.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const binary = fileURLToPath(new URL('../../bin/git-model.js', import.meta.url));

export class Story {
  /** `folder`: where CSVs lie and projects are made. Commands run there until `enter`. */
  constructor(folder) {
    this.folder = folder;
    this.place = folder;
  }

  enter(project) {
    this.place = path.join(this.folder, project);
  }

  say(text) {
    process.stdout.write(`\n# ${text}\n`);
  }

  /** Runs and shows `mv <words>`; it must end with one of `exitCodes`. Gives which, and what it printed. */
  mv(words, exitCodes = [0]) {
    return this.#run('mv', process.execPath, [binary, ...words], words, exitCodes);
  }

  /** Runs `mv <words>` without showing it: its document. */
  document(words) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [binary, ...words], {
      cwd: this.place,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(`mv ${words.join(' ')}: exit code ${status}: ${stdout}${stderr}`);
    return JSON.parse(stdout);
  }

  git(...words) {
    return this.#run('git', 'git', ['--no-pager', ...words], words, [0]);
  }

  #run(name, program, args, words, exitCodes) {
    process.stdout.write(`\n$ ${name} ${words.map(quote).join(' ')}\n`);
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: this.place,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...process.env, COLUMNS: '120', NO_COLOR: '1' },
    });
    // Results, then notes: two pipes cannot be put in the order that a terminal would show.
    process.stdout.write(stdout + stderr);
    if (!exitCodes.includes(status)) throw new Error(`that ended with exit code ${status}`);
    return { exitCode: status, stdout };
  }

  read(file) {
    return readFileSync(path.join(this.place, file), 'utf8');
  }

  /** A file as a branch holds it. */
  committed(branch, file) {
    return spawnSync('git', ['show', `${branch}:${file}`], { cwd: this.place, encoding: 'utf8' }).stdout;
  }

  write(file, text) {
    writeFileSync(path.join(this.place, file), text);
  }

  /** Lines of text under each other, numbers to the right. */
  table(header, rows) {
    const all = [header, ...rows];
    const widths = header.map((_, column) => Math.max(...all.map(row => String(row[column]).length)));
    const line = row =>
      row
        .map((cell, column) =>
          column === 0 ? String(cell).padEnd(widths[0]) : String(cell).padStart(widths[column]),
        )
        .join('  ');
    process.stdout.write(`\n${all.map(line).join('\n')}\n`);
  }
}

function quote(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The header and the rows of a CSV without quotes. */
export function rowsOf(text) {
  const [header, ...rows] = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/);
  return { header, rows };
}

/** Rows by what `keyOf` says of one, in the order of their first. */
export function groupRows(rows, keyOf) {
  const groups = new Map();
  for (const row of rows) {
    const key = keyOf(row);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  }
  return groups;
}
