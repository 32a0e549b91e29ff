// Names in Git are bytes. Nearly all are UTF-8; the others must come through a tree that we rewrite unharmed.

/**
 * A name as text. Bytes that are no UTF-8 become lone surrogates, U+DC80 for 0x80 to U+DCFF for 0xFF, which no valid
 * name holds (Python's file names do the same): `decodeName(Buffer.of(0x61, 0xe9))` is `'a\udce9'`.
 */
export function decodeName(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\ufffd') || Buffer.from(text).equals(bytes)) return text;
  return Array.from(bytes, byte => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join('');
}

/** The bytes that `decodeName` read. */
export function encodeName(name: string): Buffer {
  if (!/[\udc80-\udcff]/u.test(name)) return Buffer.from(name);
  return Buffer.from(name, 'latin1');
}
