import { type CsvFile, fileOfBytes } from '../../src/data/csv/source.ts';

/** A CSV file of a name with this text. */
export function csvOf(text: string | Uint8Array, path = 'rows.csv'): CsvFile {
  return fileOfBytes({ path, bytes: typeof text === 'string' ? Buffer.from(text) : text });
}

/** The same bytes, handed over in pieces of this size. */
export function inPieces(bytes: Uint8Array, size: number, path = 'rows.csv'): CsvFile {
  return {
    path,
    open: function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
    },
  };
}
