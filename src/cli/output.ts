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
  if (text === '') return Promise.resolve();
  return new Promise((resolve, reject) => {
    stream.write(text, error => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error);
      else resolve();
    });
  });
}
