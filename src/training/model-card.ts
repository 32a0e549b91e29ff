// models/README.md: the model card. What it is, from what, how good, for whom not.

import { describeKept } from '../prediction-log/describe-kept.ts';
import { keptColumns } from '../prediction-log/kept-columns.ts';
import type { Configuration } from '../project/schema.ts';
import { countFiles } from '../provenance/data-files.ts';
import type { Provenance } from '../provenance/provenance.ts';
import type { RecordedCalibration } from '../provenance/recorded-metrics.ts';
import { formatBytes, formatNumber } from '../terminal/format.ts';
import { escapeMarkdown, renderMarkdown } from '../terminal/markdown.ts';
import type { Trained } from './train.ts';

type CardInput = { configuration: Configuration; trained: Trained; provenance: Provenance };

export function modelCard({ configuration, trained, provenance }: CardInput): string {
  const { problem, name } = configuration;
  const sections = [
    `# ${escapeMarkdown(name)}: ${escapeMarkdown(problem.target)}`,
    `${whatItIs(provenance)} that predicts \`${code(problem.target)}\` (${problem.task}). Written by git-model at every training; what people have to say belongs into the project's README.md.`,
    '## From what',
    fromWhat({ configuration, trained, provenance }),
    '## How good',
    howGood({ configuration, trained, provenance }),
    ...whatItLooksAt(trained),
    '## For whom not',
    limits({ configuration, trained, provenance }),
  ];
  return `${sections.join('\n\n')}\n`;
}

function whatItIs({ model, versions }: Provenance): string {
  return model.kind === 'python'
    ? `A model of the code in src/ (Python ${versions.python})`
    : `A ${model.kind}`;
}

function fromWhat({ trained, provenance, configuration }: CardInput): string {
  const { data, source, model } = provenance;
  const files = countFiles(data);
  const excluded = configuration.features.exclude;
  return [
    `- Data: commit \`${data.commit}\` of \`data/\`, ${formatNumber(data.rows)} rows in ${files === 1 ? 'one file' : `${formatNumber(files)} files`}`,
    `- Code: \`src/\` at tree \`${source.tree}\``,
    `- Columns: ${provenance.signature.columns.map(column => `\`${code(column.name)}\``).join(', ')}`,
    ...(excluded.length > 0
      ? [`- Left out: ${excluded.map(column => `\`${code(column)}\``).join(', ')}`]
      : []),
    ...loggedText({ configuration, provenance }),
    `- Split: ${escapeMarkdown(trained.split.reason)}`,
    `- Seed: ${provenance.seed}`,
    `- File: \`${model.path}\`, ${formatBytes(model.bytes)}, \`${model.digest}\``,
  ].join('\n');
}

/** By its own settings: an environment may say otherwise of what it logs. */
function loggedText({
  configuration,
  provenance,
}: Pick<CardInput, 'configuration' | 'provenance'>): string[] {
  const columns = keptColumns({ model: provenance, configuration, environment: null });
  const said = describeKept(columns, name => `\`${code(name)}\``);
  return said === null ? [] : [`- Log: ${said}`];
}

function howGood({ trained }: CardInput): string {
  const { recorded, metrics } = trained;
  const baselines = Object.entries(recorded.baseline);
  const rows = Object.keys(metrics).map(metric => [
    metric,
    formatNumber(metrics[metric]),
    ...baselines.map(([, scores]) => formatNumber(scores[metric])),
  ]);
  const table = renderMarkdown({
    columns: [
      { title: 'metric', align: 'left', code: true },
      { title: 'model', align: 'right' },
      ...baselines.map(([name]) => ({
        title: `baseline: ${name.replaceAll('_', ' ')}`,
        align: 'right' as const,
      })),
    ],
    rows,
  });
  const stats = recorded.data_stats;
  const refit =
    recorded.validation.model === 'refit'
      ? '\n\nThe committed model was fitted once more on all rows; these scores are those of the one that had not seen the held-out rows.'
      : '';
  const known = calibrationText(recorded.calibration);
  return `Measured on ${formatNumber(stats.test_samples)} rows that it was not fitted to.\n\n${table}${refit}${known}`;
}

function calibrationText(calibration: RecordedCalibration | undefined): string {
  if (calibration === undefined) return '';
  const { interval, log_loss: loss, expected_calibration_error: error } = calibration;
  const learned = `(learned from ${formatNumber(calibration.rows)} training rows: ${escapeMarkdown(calibration.reason)})`;
  if (interval) {
    return `\n\nOf its intervals of ${formatNumber(interval.level * 100)} %, ${formatNumber(interval.coverage * 100)} % held the true value there; they are ${formatNumber(interval.mean_width)} wide in the mean ${learned}.`;
  }
  return loss && error
    ? `\n\nIts probabilities are calibrated ${learned}. There that took the log loss from ${formatNumber(loss.before)} to ${formatNumber(loss.after)}, and the distance from what happens from ${formatNumber(error.before)} to ${formatNumber(error.after)} in the mean.`
    : '';
}

/** By what it costs to lose a feature, where that was measured; by gain where not. */
function whatItLooksAt({ recorded }: Trained): string[] {
  const { feature_importance: gains, permutation_importance: measured } = recorded;
  const top = Object.keys(measured?.features ?? gains).slice(0, 10);
  if (top.length === 0) return [];
  const hasGains = Object.keys(gains).length > 0;
  const table = renderMarkdown({
    columns: [
      { title: 'feature', align: 'left', code: true },
      ...(measured ? [{ title: `${measured.metric} without it`, align: 'right' as const }] : []),
      ...(hasGains ? [{ title: 'share of the gain', align: 'right' as const }] : []),
    ],
    rows: top.map(feature => [
      feature,
      ...(measured ? [shuffledText(measured.features[feature])] : []),
      ...(hasGains ? [`${((gains[feature] ?? 0) * 100).toFixed(1)} %`] : []),
    ]),
  });
  const words = measured
    ? `Worse by so much when the feature's held-out rows change places, in the mean of five shuffles and give or take their standard deviation.\n\n${table}`
    : table;
  return ['## What it looks at', words];
}

function shuffledText({ mean, std }: { mean: number; std: number }): string {
  return `${formatNumber(mean)} ± ${formatNumber(std)}`;
}

function limits({ trained, configuration }: CardInput): string {
  const { split, signature } = trained;
  const seen = signature.columns
    .filter(column => column.type === 'time' && column.min !== undefined)
    .map(
      column =>
        `- Times: \`${code(column.name)}\` from ${column.min} to ${column.max}; what the world does after that it has not seen.`,
    );
  return [
    ...seen,
    split.by === 'seed'
      ? '- The score comes from rows drawn at random: it does not say how the model fares as time goes on.'
      : '- The score is that of the newest rows alone; how it wears further on is for monitoring to say.',
    ...(configuration.model.kind === 'python'
      ? []
      : configuration.problem.task === 'regression'
        ? [
            '- Trees answer with what they saw: where the world goes beyond the range of the training rows, they do not follow.',
          ]
        : ['- Classes that the training rows lack are never predicted.']),
    '- It shows what goes together, not what causes what; it was not checked for fairness between groups of people.',
  ].join('\n');
}

/** Inside a code span only the backtick and line breaks have a meaning. */
function code(text: string): string {
  return text.replace(/[`\r\n]/g, ' ');
}
