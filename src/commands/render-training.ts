import { formatChange } from '../metrics/format-change.ts';
import type { Metrics, RecordedCalibration, RecordedMetrics } from '../provenance/recorded-metrics.ts';
import { formatBytes, formatDuration, formatNumber, shortCommit } from '../terminal/format.ts';
import { renderTable } from '../terminal/table.ts';
import type { Context } from './command.ts';

/** The document of --json; its shape is the contract's. */
export type TrainDocument = {
  branch: string;
  commit: string;
  trained: boolean;
  /** Of `retrain`: what was done, or found. */
  outcome?: 'trained' | 'to-train' | 'not-needed' | 'nothing-newer' | 'retrained-already';
  reason: string;
  data: { before: string | null; after: string; rows: number };
  model: { path: string; kind: string; digest: string; bytes: number } | null;
  metrics: Metrics;
  seconds: { read: number; fit: number; calibrate: number; evaluate: number; commit: number; total: number };
};

/** What a person reads after a training: is it better, on how many rows, where is it, what next. */
export function renderTraining(
  { colours, width }: Context,
  document: TrainDocument,
  recorded: RecordedMetrics | null,
  before: Metrics = {},
  next = 'git-model compare',
): string {
  const { branch, commit, trained, reason, data, model, metrics, seconds } = document;
  if (!trained) {
    return `${colours.bold(branch)} ${shortCommit(commit)}: nothing trained, ${reason}`;
  }
  const baselines = Object.entries(recorded?.baseline ?? {});
  const rows = Object.keys(metrics).map(name => {
    return [
      name,
      formatNumber(metrics[name]),
      before[name] === undefined ? '' : formatNumber(before[name]),
      before[name] === undefined ? '' : formatChange(name, metrics[name], before[name]),
      ...baselines.map(([, scores]) => formatNumber(scores[name])),
    ];
  });
  const stats = recorded?.data_stats;
  return [
    `${colours.green('trained')} ${colours.bold(branch)} ${shortCommit(commit)}  (${reason})`,
    '',
    renderTable({
      columns: [
        { title: 'metric', align: 'left' },
        { title: 'now', align: 'right' },
        { title: 'before', align: 'right' },
        { title: 'change', align: 'right' },
        ...baselines.map(([name]) => ({
          title: `baseline: ${name.replaceAll('_', ' ')}`,
          align: 'right' as const,
        })),
      ],
      rows,
      width,
      paintTitle: colours.dim,
    }),
    '',
    `rows   ${formatNumber(data.rows)}: ${formatNumber(stats?.training_samples)} to fit, ${formatNumber(stats?.test_samples)} to judge (${recorded?.validation.reason ?? ''})${recorded?.validation.model === 'refit' ? '; judged before it was fitted on all of them' : ''}`,
    ...calibrationLine(recorded?.calibration),
    `model  ${model?.path}, ${formatBytes(model?.bytes ?? 0)}`,
    `time   read ${formatDuration(seconds.read)}, fit ${formatDuration(seconds.fit)}, calibrate ${formatDuration(seconds.calibrate)}, evaluate ${formatDuration(seconds.evaluate)}, commit ${formatDuration(seconds.commit)}`,
    '',
    `next: ${next}`,
  ].join('\n');
}

function calibrationLine(calibration: RecordedCalibration | undefined): string[] {
  if (calibration === undefined) return [];
  const { interval, expected_calibration_error: error, rows } = calibration;
  const learned = `learned from ${formatNumber(rows)} training rows`;
  if (interval) {
    const held = `${formatShare(interval.coverage)} of the rows that judge`;
    return [
      `range  ${formatShare(interval.level)} intervals held ${held}, ${formatNumber(interval.mean_width)} wide in the mean (${learned})`,
    ];
  }
  if (!error) return [];
  return [
    `odds   off by ${formatNumber(error.after)} in the mean, ${formatNumber(error.before)} before calibration (${learned})`,
  ];
}

function formatShare(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
