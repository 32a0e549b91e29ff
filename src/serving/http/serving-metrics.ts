// What /metrics tells Prometheus.

import { type Aggregator, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Counted } from '../workers/add-metrics.ts';

/** Rows by branch and role that were written, and that were not. */
export type RowCount = { branch: string; role: string; logged: number; dropped: number };

export type BranchCount = {
  branch: string;
  commit: string;
  weight: number;
  reloads: number;
  /** The branch stands at a commit that was not taken. */
  refused: boolean;
  rejections: number;
  restarts: number;
  waiting: number;
};

export type ServingMetrics = {
  succeeded(branch: string, commit: string, seconds: number): void;
  failed(branch: string, commit: string): void;
  shadowSkipped(rows: number): void;
  text(): Promise<string>;
  /** The same as values, to be added to those of other workers. */
  values(): Promise<Counted>;
  contentType: string;
};

/** Seconds; a row takes well under a millisecond where nothing waits. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Commits of a branch whose numbers are kept: a branch that is promoted daily must not grow a scrape for ever. */
const VERSIONS_KEPT = 10;

/** All are asked at every scrape. */
export function openMetrics({
  rows,
  experiment,
  branches,
}: {
  rows: () => Promise<RowCount[]>;
  /** Whether the arms that mv.yaml of the environment holds could not be taken, and how often that was so. */
  experiment: () => { refused: boolean; rejections: number };
  branches: () => BranchCount[];
}): ServingMetrics {
  const registry = new Registry();
  const registers = [registry];
  const model = ['model', 'version'] as const;
  const success = new Counter({
    name: 'model_infer_request_success_total',
    help: 'Requests that were answered, by model and version.',
    labelNames: model,
    registers,
  });
  const failure = new Counter({
    name: 'model_infer_request_failure_total',
    help: 'Requests that were refused or failed, by model and version.',
    labelNames: model,
    registers,
  });
  const duration = new Histogram({
    name: 'model_infer_request_duration',
    help: 'Seconds from a whole request to its answer.',
    labelNames: model,
    buckets: BUCKETS,
    registers,
  });
  const skipped = new Counter({
    name: 'mv_shadow_rows_skipped_total',
    help: 'Rows that the shadow was not asked for.',
    registers,
  });
  registerRows(registry, rows);
  registerBranches(registry, branches);
  registerExperiment(registry, experiment);

  const versions = new Map<string, string[]>();
  type Own = { success(): void; failure(): void; observe(seconds: number): void };
  const known = new Map<string, Own>();
  const ownOf = (branch: string, commit: string): Own => {
    const key = `${commit} ${branch}`;
    const found = known.get(key);
    if (found) return found;
    const [succeed, fail, time] = [success, failure, duration].map(metric =>
      metric.labels(branch, commit),
    ) as [Counter.Internal, Counter.Internal, Histogram.Internal<string>];
    const own = {
      success: () => succeed.inc(),
      failure: () => fail.inc(),
      observe: (s: number) => time.observe(s),
    };
    known.set(key, own);
    const kept = versions.get(branch) ?? [];
    versions.set(branch, [...kept, commit]);
    if (kept.length >= VERSIONS_KEPT) {
      const [oldest] = kept;
      versions.set(branch, [...kept.slice(1), commit]);
      known.delete(`${oldest} ${branch}`);
      for (const metric of [success, failure, duration]) metric.remove(branch, oldest);
    }
    return own;
  };

  return {
    succeeded(branch, commit, seconds) {
      const own = ownOf(branch, commit);
      own.success();
      own.observe(seconds);
    },
    failed: (branch, commit) => ownOf(branch, commit).failure(),
    shadowSkipped: count => skipped.inc(count),
    text: () => registry.metrics(),
    values: () => registry.getMetricsAsJSON() as Promise<unknown> as Promise<Counted>,
    contentType: registry.contentType,
  };
}

function registerRows(registry: Registry, rows: () => Promise<RowCount[]>): void {
  const labelNames = ['branch', 'role'] as const;
  let asked: Promise<RowCount[]> | null = null;
  // One answer for the three, or they would not add up.
  const once = () => {
    asked ??= rows().finally(() =>
      setImmediate(() => {
        asked = null;
      }),
    );
    return asked;
  };
  const counter = (name: string, help: string, value: (count: RowCount) => number) =>
    new Counter({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const counts = await once();
        this.reset();
        for (const count of counts) this.inc({ branch: count.branch, role: count.role }, value(count));
      },
    });
  counter(
    'mv_predictions_served_total',
    'Rows predicted: logged and dropped together.',
    ({ logged, dropped }) => logged + dropped,
  );
  counter('mv_predictions_logged_total', 'Rows written to the prediction log.', ({ logged }) => logged);
  counter(
    'mv_predictions_dropped_total',
    'Rows that the prediction log had no room for.',
    ({ dropped }) => dropped,
  );
}

function registerBranches(registry: Registry, branches: () => BranchCount[]): void {
  type Value = (count: BranchCount) => number;
  const gauge = (name: string, help: string, value: Value, aggregator: Aggregator = 'sum') =>
    new Gauge({
      ...{ name, help, aggregator },
      labelNames: ['branch', 'commit'],
      registers: [registry],
      collect() {
        this.reset();
        for (const count of branches())
          this.set({ branch: count.branch, commit: count.commit }, value(count));
      },
    });
  // What all workers have alike is not added up.
  gauge('mv_model_weight', 'The weight of a served branch.', ({ weight }) => weight, 'max');
  gauge('mv_model_rows_waiting', 'Rows that wait for a model.', ({ waiting }) => waiting);
  gauge(
    'mv_model_refused',
    '1 where the branch stands at a commit whose model was not taken, else 0.',
    ({ refused }) => Number(refused),
    'max',
  );
  const counter = (name: string, help: string, value: Value, aggregator: Aggregator = 'sum') =>
    new Counter({
      ...{ name, help, aggregator },
      labelNames: ['branch'],
      registers: [registry],
      collect() {
        this.reset();
        for (const count of branches()) this.inc({ branch: count.branch }, value(count));
      },
    });
  counter(
    'mv_model_reloads_total',
    'Times that a branch moved and its model was taken.',
    ({ reloads }) => reloads,
    'max',
  );
  counter(
    'mv_model_rejections_total',
    'Times that a branch moved and its model was not taken.',
    ({ rejections }) => rejections,
    'max',
  );
  counter(
    'mv_model_restarts_total',
    "Times that a model's process was started again.",
    ({ restarts }) => restarts,
  );
}

function registerExperiment(
  registry: Registry,
  experiment: () => { refused: boolean; rejections: number },
): void {
  new Gauge({
    name: 'mv_experiment_refused',
    help: '1 where mv.yaml of the environment says other arms, and they could not be taken, else 0.',
    aggregator: 'max',
    registers: [registry],
    collect() {
      this.set(Number(experiment().refused));
    },
  });
  new Counter({
    name: 'mv_experiment_rejections_total',
    help: 'Times that the arms of mv.yaml of the environment were not taken.',
    aggregator: 'max',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(experiment().rejections);
    },
  });
}
