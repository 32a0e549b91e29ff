// The log of an experiment as servers leave it: a prediction a unit, a label for each, as lines of JSON.

import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

const BEGAN = Date.UTC(2026, 2, 1);
const COLUMNS = Array.from({ length: 10 }, (_, i) => `x${i}`);
const WRITER = '0123456789ab';

/**
 * Writes `rows` predictions and as many labels under `.git/mv` of `project`, an hour apart, each of a unit of its own;
 * arms by turns. The id of a prediction is the one that a server draws: a UUID and its row.
 * @returns {{ predictions: string, labels: string }} the two files
 */
export function writeLoggedExperiment(project, { rows, experiment, arms, commits }) {
  const folder = path.join(project, '.git/mv');
  const fileOf = (kind, source) => {
    mkdirSync(path.join(folder, kind), { recursive: true });
    return path.join(folder, kind, `${source}-${String(BEGAN).padStart(15, '0')}-${WRITER}-000001.jsonl`);
  };
  const files = { predictions: fileOf('predictions', 'serve'), labels: fileOf('labels', 'labels') };
  const digits = row => createHash('md5').update(String(row)).digest('hex');
  const idOf = hex =>
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}:0`;
  const timeOf = milliseconds => new Date(BEGAN + milliseconds).toISOString();
  // Labels come in another order than the predictions.
  const stride = 7919;
  writeLines(files.predictions, 'git-model/predictions', rows, row => {
    const hex = digits(row);
    const arm = row % arms.length;
    const features = COLUMNS.map(
      (name, i) => `"${name}":${Number.parseInt(hex.slice(i, i + 6), 16) / 1e6}`,
    ).join(',');
    return `{"id":"${idOf(hex)}","seq":${row + 1},"time":"${timeOf(row)}","branch":"${arms[arm]}","commit":"${commits[arm]}","role":"answer","experiment":"${experiment}","unit":"hmac:${hex.slice(0, 16)}","arm":"${arms[arm]}","epoch":1,"row":0,"features":{${features}},"prediction":${10 + arm}}`;
  });
  writeLines(files.labels, 'git-model/labels', rows, row => {
    const hex = digits((row * stride) % rows);
    return `{"id":"${idOf(hex)}","label":${10 + Number.parseInt(hex.slice(0, 4), 16) / 6553.6},"time":"${timeOf(3_600_000 + row)}"}`;
  });
  return files;
}

function writeLines(file, format, rows, lineOf) {
  const handle = openSync(file, 'w');
  let text = `${JSON.stringify({ format, version: 1, writer: WRITER, part: 1 })}\n`;
  for (let row = 0; row < rows; row++) {
    text += `${lineOf(row)}\n`;
    if (text.length < 1 << 20 && row < rows - 1) continue;
    writeSync(handle, text);
    text = '';
  }
  writeSync(handle, `${JSON.stringify({ format, end: 'closed', seq: rows })}\n`);
  closeSync(handle);
}
