import type { HashValue } from '../hash-value.ts';
import { readLinesInTurn } from '../lines-of-file.ts';
import { listLogFiles } from '../log-files.ts';
import { ifGone } from '../read-newest.ts';
import { indexLabels, type LabelCollector } from './index-labels.ts';
import { parseLabelLine, type StoredLabel } from './label-line.ts';

/**
 * The labels of a folder by prediction; those alone that `wanted` takes are held in memory. A folder that is not there
 * has none. Labels of elsewhere, such as rows of a data update, can be added.
 */
export async function readLabels({
  folder,
  hash,
  wanted = () => true,
}: {
  folder: string;
  hash: HashValue;
  wanted?: (label: StoredLabel) => boolean;
}): Promise<LabelCollector> {
  const index = indexLabels(hash);
  for (const { file } of await listLogFiles(folder)) {
    const lines = readLinesInTurn(file);
    for (;;) {
      const block = await lines.next().catch(ifGone);
      if (block === null || block.done) break;
      for (const line of block.value) {
        const stored = parseLabelLine(line);
        if (stored !== null && wanted(stored)) index.add(stored);
      }
    }
  }
  return index;
}
