// The answers of `git cat-file --batch`, taken apart as they come.

export type GitObject = { id: string; type: 'blob' | 'tree' | 'commit' | 'tag'; bytes: Buffer };

/**
 * Gives a function that takes what cat-file prints, chunk by chunk, and hands each answer to `deliver` in order:
 * `<id> <type> <size>\n<bytes>\n`, or null for a line that ends in `missing`, `ambiguous` or `submodule`.
 * An object that lies whole in its chunk is a view of it; a larger one is copied once: O(bytes).
 */
export function answersOf(deliver: (found: GitObject | null) => void): (chunk: Buffer) => void {
  let header = '';
  let current: { id: string; type: GitObject['type']; size: number; bytes: Buffer; have: number } | null =
    null;

  return chunk => {
    let at = 0;
    while (at < chunk.length) {
      if (current !== null) {
        const taken = chunk.copy(current.bytes, current.have, at);
        current.have += taken;
        at += taken;
        if (current.have < current.bytes.length) return;
        const { id, type, bytes, size } = current;
        current = null;
        deliver({ id, type, bytes: bytes.subarray(0, size) });
        continue;
      }
      const newline = chunk.indexOf(10, at);
      if (newline === -1) {
        header += chunk.toString('latin1', at);
        return;
      }
      const line = header + chunk.toString('latin1', at, newline);
      header = '';
      at = newline + 1;
      const found = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)$/.exec(line);
      if (found === null) {
        deliver(null);
        continue;
      }
      const [, id, , digits] = found;
      const type = found[2] as GitObject['type'];
      const size = Number(digits);
      if (at + size < chunk.length) {
        deliver({ id, type, bytes: chunk.subarray(at, at + size) });
        at += size + 1;
      } else {
        // One byte more than the object: the newline that closes it.
        current = { id, type, size, bytes: Buffer.allocUnsafe(size + 1), have: 0 };
      }
    }
  };
}
