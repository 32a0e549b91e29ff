// What all workers count, as one: Prometheus asks one port and hears of one server.

import { AggregatorRegistry, Counter, Gauge, Registry } from 'prom-client';

/** The metrics of one worker, as prom-client gives them as JSON. */
export type Counted = readonly { name: string; type: unknown }[];

type Metrics = Parameters<typeof AggregatorRegistry.aggregate>[0];

/** The text of `/metrics`. `gone` are sums of workers that ended, `workers` those that answer now. */
export async function metricsText(
  counted: readonly Counted[],
  { gone, workers, restarts }: { gone: Counted; workers: number; restarts: number },
): Promise<string> {
  const own = new Registry();
  const registers = [own];
  new Gauge({ name: 'mv_workers', help: 'Workers that answer.', registers }).set(workers);
  new Counter({
    name: 'mv_worker_restarts_total',
    help: 'Times that a worker ended and was started again.',
    registers,
  }).inc(restarts);
  const sum = AggregatorRegistry.aggregate([...counted, gone] as unknown as Metrics);
  return `${await sum.metrics()}\n${await own.metrics()}`;
}

/** What a worker had counted when it ended stays in the sums, or they would fall; what was so at that moment does not. */
export async function addGone(gone: Counted, last: Counted): Promise<Counted> {
  const lasting = last.filter(({ type }) => type === 'counter' || type === 'histogram');
  return AggregatorRegistry.aggregate([
    gone,
    lasting,
  ] as unknown as Metrics).getMetricsAsJSON() as Promise<unknown> as Promise<Counted>;
}
