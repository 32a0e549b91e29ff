// Where in the text of mv.yaml a key stands.

import { type Document, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';

/** Line (from 1) of the key or item at `path`, of its nearest parent that is there, or null in an empty document. */
export function lineOfKey(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number | null {
  let node: unknown = document.contents;
  let position = (node as Node | null)?.range?.[0] ?? null;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === String(key));
      if (!pair) break;
      position = (pair.key as Node).range?.[0] ?? position;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      position = (node as Node | undefined)?.range?.[0] ?? position;
    } else break;
  }
  return position === null ? null : lines.linePos(position).line;
}
