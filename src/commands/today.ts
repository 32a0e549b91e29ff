/** The day of the clock that SOURCE_DATE_EPOCH sets, else of the real one: `2012-01-31`, UTC. */
export function today(epoch: number | null): string {
  return new Date(epoch === null ? Date.now() : epoch * 1000).toISOString().slice(0, 10);
}
