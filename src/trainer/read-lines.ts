// Bytes to lines of JSON, with a limit: what another process says must not fill our memory.

/** Gives a function that takes chunks and calls `take` for each line. `tooLong` is called once, and nothing after it. */
export function lineReader({
  take,
  tooLong,
  longest,
}: {
  take: (line: string) => void;
  tooLong: () => void;
  longest: number;
}): (chunk: Buffer) => void {
  let pieces: Buffer[] = [];
  let held = 0;
  let stopped = false;
  return chunk => {
    let start = 0;
    while (!stopped) {
      const end = chunk.indexOf(10, start);
      const piece = chunk.subarray(start, end < 0 ? undefined : end);
      held += piece.length;
      if (held > longest) {
        stopped = true;
        pieces = [];
        tooLong();
        return;
      }
      pieces.push(piece);
      if (end < 0) return;
      const line = Buffer.concat(pieces).toString('utf8');
      pieces = [];
      held = 0;
      start = end + 1;
      take(line);
    }
  };
}
