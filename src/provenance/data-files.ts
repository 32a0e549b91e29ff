// The files of the data that a model was made from: in the provenance where they are few, else in a list beside it.

import { digestOf } from './digest.ts';

/** `path` from the top of the data repository; `digest` of the file's bytes; rows without the header. */
export type DataFile = { path: string; digest: string; bytes: number; rows: number };

/** What the provenance says of them. */
export type RecordedFiles =
  | { files: DataFile[]; list?: undefined }
  | { files?: undefined; list: { path: string; digest: string; files: number } };

/** `status` reads the provenance of a thousand branches, and years of daily updates are thousands of files. */
const MOST_IN_PROVENANCE = 24;

/** What the provenance is to say, and the content of the list at `path`; null where it needs none. */
export function recordFiles(
  files: readonly DataFile[],
  path: string,
): { recorded: RecordedFiles; list: string | null } {
  if (files.length <= MOST_IN_PROVENANCE) return { recorded: { files: [...files] }, list: null };
  const list = listOf(files);
  return { recorded: { list: { path, digest: digestOf(list), files: files.length } }, list };
}

/** A line a file, so that Git stores what a day adds. */
function listOf(files: readonly DataFile[]): string {
  return `[\n${files.map(file => JSON.stringify(file)).join(',\n')}\n]\n`;
}

/** How many there are. */
export function countFiles({ files, list }: RecordedFiles): number {
  return list ? list.files : (files?.length ?? 0);
}

/** Digests by path; of a list its own, whichever way the same files were recorded before. */
export function digestsOfFiles(recorded: RecordedFiles, other: RecordedFiles): [string, string][] {
  if (recorded.list) return [[recorded.list.path, recorded.list.digest]];
  const files = recorded.files ?? [];
  if (other.list) return [[other.list.path, digestOf(listOf(files))]];
  return files.map(({ path, digest }) => [path, digest]);
}
