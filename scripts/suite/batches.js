// Which test files share a process, and in what order the processes begin.

const LARGEST = 10;

/**
 * Journeys are by themselves; of the others, up to ten neighbours in a room share what they load. What took longest the
 * last time (`seconds` by file) comes first, so that all cores come to their end together; a journey that is not known
 * yet is taken to be long.
 */
export function batchesOf(files, seconds) {
  const batches = [];
  for (const file of [...files].sort()) {
    const room = file.startsWith('journeys/') ? file : file.split('/')[0];
    const last = batches.at(-1);
    if (last?.room === room && last.files.length < LARGEST) last.files.push(file);
    else batches.push({ room, files: [file] });
  }
  const expected = ({ files }) =>
    files.reduce((sum, file) => sum + (seconds[file] ?? (file.startsWith('journeys/') ? 10 : 0.1)), 0);
  return batches.sort((one, other) => expected(other) - expected(one)).map(({ files }) => files);
}
