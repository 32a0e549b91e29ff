/** What the project's code may print in one process, in characters; past it, one line says that there was more. */
const OUTPUT_LIMIT = 65_536;

/** Hands text on until the limit. A `console.log` a row of a million rows must not fill a log or a memory. */
export function boundedOutput(
  onOutput: ((text: string) => void) | undefined,
  limit = OUTPUT_LIMIT,
): (text: string) => void {
  let left = limit;
  return text => {
    if (!onOutput || left <= 0) return;
    onOutput(text.slice(0, left));
    left -= text.length;
    if (left <= 0) onOutput('\n… (further output of src/ is left out)\n');
  };
}
