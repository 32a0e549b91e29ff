// Rows of the benchmark as a table for people.

/** @param {object[]} rows @param {{ node: string, cores: number, load: number, seconds: number }} machine */
export function renderRows(rows, machine) {
  const header = ['', 'ours', 'floor', 'ratio or difference', 'limit', ''];
  const cells = rows.map(row => [
    row.name,
    oursOf(row),
    floorOf(row),
    measureOf(row),
    limitOf(row),
    verdictOf(row),
  ]);
  const widths = header.map((title, i) => Math.max(title.length, ...cells.map(line => line[i].length)));
  const line = texts =>
    texts
      .map((text, i) => text.padEnd(widths[i]))
      .join('  ')
      .trimEnd();
  const missed = rows.filter(row => row.passed === false).length;
  return [
    line(header),
    ...cells.map(line),
    '',
    `Node ${machine.node}, ${machine.cores} cores, load ${machine.load.toFixed(1)}, ${machine.seconds.toFixed(0)} s; medians, in brackets the 10th and 90th percentile`,
    missed === 0 ? 'every limit is kept' : `${missed} of the limits ${missed === 1 ? 'is' : 'are'} missed`,
  ].join('\n');
}

function oursOf({ ours, value }) {
  if (value)
    return `${value.amount < 10 || Number.isInteger(value.amount) ? value.amount : value.amount.toFixed(0)} ${value.unit}`;
  return ours ? time(ours.median) : '';
}

function floorOf({ floorTime, floor }) {
  return floorTime ? `${time(floorTime.median)} ${floor}` : '';
}

function measureOf({ ratio, over, ours, floorTime }) {
  if (over) return `+${over.median.toFixed(1)} ms (to +${over.high.toFixed(1)})`;
  if (ratio) return `${ratio.median.toFixed(2)}x [${ratio.low.toFixed(2)} ${ratio.high.toFixed(2)}]`;
  return ours && !floorTime && ours.low !== undefined ? `[${time(ours.low)} ${time(ours.high)}]` : '';
}

function limitOf({ limit }) {
  if (!limit) return '';
  if (limit.what === 'ratio') return `<= ${limit.most}x`;
  if (limit.what === 'seconds') return `<= ${limit.most} s`;
  if (limit.what === 'ms over') return `<= ${limit.most} ms over`;
  return ['MB', 'ms', 'us'].includes(limit.what)
    ? `< ${limit.most} ${limit.what}`
    : `${limit.what} ${limit.most}`;
}

function verdictOf({ passed, skipped, note }) {
  const words = skipped ? `skipped: ${skipped}` : passed === null ? '' : passed ? 'pass' : 'MISS';
  return note ? `${words} (${note})` : words;
}

function time(milliseconds) {
  return milliseconds < 1000
    ? `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`
    : `${(milliseconds / 1000).toFixed(2)} s`;
}
