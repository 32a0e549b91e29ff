// Standard output and error, of which the reader may be gone before we are.

/**
 * A pipe that nobody reads any more (`git-model help | head -1`) is no failure of ours: from here on what is written to
 * it is dropped. Whatever else goes wrong reaches whoever waits in `writeAll`.
 */
export function endureClosedPipes(...streams: NodeJS.WriteStream[]): void {
  for (const stream of streams) stream.on('error', () => {});
}

/**
 * Waits until the text is taken: a pipe holds 64 KiB, and leaving sooner would cut a long document. Rejects where it
 * cannot be written, as on a full disk.
 */
export function writeAll(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return text === '' ? Promise.resolve() : writeBytes(stream, text).then(() => {});
}

/** Resolves once the bytes are taken: to false where nobody reads the stream any more. Rejects where it fails else. */
export function writeBytes(stream: NodeJS.WritableStream, bytes: Uint8Array | string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, error => {
      if (!error) resolve(true);
      else if (CLOSED.has((error as NodeJS.ErrnoException).code ?? '')) resolve(false);
      else reject(error);
    });
  });
}

/** After the first write that nobody took, the stream is destroyed, and further ones say so. */
const CLOSED = new Set(['EPIPE', 'ERR_STREAM_DESTROYED']);
