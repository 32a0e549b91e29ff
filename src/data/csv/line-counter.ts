const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Counts lines over chunks of bytes, ended by LF, CRLF or CR: `take` gives the line on which the next byte stands. */
export function lineCounter(): { take(bytes: Uint8Array): number } {
  let line = 1;
  let afterReturn = false;
  return {
    take(bytes) {
      if (afterReturn && bytes[0] === LINE_FEED) line--;
      if (bytes.length > 0) afterReturn = bytes[bytes.length - 1] === CARRIAGE_RETURN;
      for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) line++;
      for (let at = bytes.indexOf(CARRIAGE_RETURN); at >= 0; at = bytes.indexOf(CARRIAGE_RETURN, at + 1)) {
        if (bytes[at + 1] !== LINE_FEED) line++;
      }
      return line;
    },
  };
}
