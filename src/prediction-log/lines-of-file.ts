// The lines of a file that may still be written to, block by block: from a place on, or backward from its end.

import { open } from 'node:fs/promises';

const BLOCK = 1 << 18;
const NEWLINE = 10;

/**
 * Whole lines from byte `from` to the end, a block at a time; at the end where the last whole one ended, and how many
 * bytes came after it, of a line that was cut short or is being written.
 */
export async function* readLinesInTurn(
  file: string,
  from = 0,
): AsyncGenerator<string[], { ended: number; rest: number }> {
  const handle = await open(file);
  try {
    let block = Buffer.allocUnsafe(BLOCK);
    let at = from;
    let held = 0;
    for (;;) {
      // A line longer than the block: room for more of it.
      if (held === block.length) block = Buffer.concat([block], 2 * block.length);
      const { bytesRead } = await handle.read(block, held, block.length - held, at);
      if (bytesRead === 0) return { ended: at - held, rest: held };
      at += bytesRead;
      held += bytesRead;
      const whole = block.lastIndexOf(NEWLINE, held - 1) + 1;
      if (whole === 0) continue;
      yield linesIn(block.subarray(0, whole));
      block.copyWithin(0, whole, held);
      held -= whole;
    }
  } finally {
    await handle.close();
  }
}

/**
 * Reads from the end to the start, until `onLines` answers false. It gets whole lines: the last block first, the lines
 * of a block in their order. Gives how many bytes stood after the last newline.
 */
export async function readLinesBackward(
  file: string,
  onLines: (lines: string[]) => boolean,
): Promise<number> {
  const handle = await open(file);
  try {
    let end = (await handle.stat()).size;
    let held: Buffer = Buffer.alloc(0);
    let rest: number | null = null;
    while (end > 0) {
      const size = Math.min(BLOCK, end);
      const block = Buffer.allocUnsafe(size + held.length);
      const { bytesRead } = await handle.read(block, 0, size, end - size);
      // Cut while we read: what is left of it has been seen.
      if (bytesRead < size) break;
      block.set(held, size);
      end -= size;
      let text: Buffer = block;
      if (rest === null) {
        const last = block.lastIndexOf(NEWLINE);
        if (last === -1 && end > 0) {
          held = block;
          continue;
        }
        rest = block.length - last - 1;
        text = block.subarray(0, last + 1);
      }
      const first = end === 0 ? 0 : text.indexOf(NEWLINE) + 1;
      held = text.subarray(0, first);
      if (!onLines(linesIn(text.subarray(first)))) return rest;
    }
    return rest ?? 0;
  } finally {
    await handle.close();
  }
}

/** `bytes` end in a newline, or are none. */
function linesIn(bytes: Buffer): string[] {
  const lines = bytes.toString('utf8').split('\n');
  lines.pop();
  return lines;
}
