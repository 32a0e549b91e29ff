// What another process says, taken apart into lines, with a limit: it must not fill our memory.

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

/** Longest piece of a line that is held back, in characters. */
const LONGEST_PIECE = 4096;

/** Text in pieces, as an unbuffered `print` writes it, handed on in whole lines. */
export function wholeLines(print: (text: string) => void): { take(text: string): void; end(): void } {
  let held = '';
  const hand = (text: string) => {
    if (text !== '') print(text);
  };
  return {
    take(text) {
      held += text;
      const end = held.length > LONGEST_PIECE ? held.length : held.lastIndexOf('\n') + 1;
      hand(held.slice(0, end));
      held = held.slice(end);
    },
    end() {
      hand(held);
      held = '';
    },
  };
}
