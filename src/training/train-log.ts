// logs/train.log: what happened, for whoever asks later. It holds no clock and no duration: the same inputs make the
// same bytes.

import type { Configuration } from '../project/schema.ts';
import type { DataFile } from '../provenance/data-files.ts';
import type { Provenance } from '../provenance/provenance.ts';
import type { Trained } from './train.ts';

export function trainLog({
  configuration,
  trained,
  provenance,
  files,
}: {
  configuration: Configuration;
  trained: Trained;
  provenance: Provenance;
  files: readonly DataFile[];
}): string {
  const { data, source, model, seed, versions } = provenance;
  const stats = trained.recorded.data_stats;
  const lines = [
    `git-model ${versions['git-model']} on Node ${versions.node}`,
    ...(versions.python === undefined
      ? []
      : [`python     ${versions.python}${packageList(versions.packages)}`]),
    `code       src/ at tree ${source.tree}`,
    `data       commit ${data.commit}, ${data.rows} rows`,
    ...files.map(file => `           ${file.path}  ${file.rows} rows  ${file.digest}`),
    `target     ${configuration.problem.target} (${configuration.problem.task})`,
    ...(trained.dropped > 0 ? [`dropped    ${trained.dropped} rows without a target`] : []),
    `features   ${trained.features.map(column => `${column.name} (${column.type})`).join(', ')}`,
    `split      ${trained.split.reason}`,
    `learner    ${model.kind} ${JSON.stringify(configuration.model)}, seed ${seed}`,
    `fitted     on ${stats.training_samples} rows${recency(configuration.training)}`,
    `scored     on ${stats.test_samples} rows: ${scoreLine(trained.metrics)}`,
    ...Object.entries(trained.recorded.baseline).map(
      ([name, scores]) => `baseline   ${name}: ${scoreLine(scores)}`,
    ),
    ...(trained.recorded.validation.model === 'refit'
      ? ['refit      the committed model was then fitted on all rows; the scores are those of the one before']
      : []),
    ...trained.warnings.map(warning => `warning    ${warning}`),
    ...(trained.recorded.calibration ? [`calibrated ${JSON.stringify(trained.recorded.calibration)}`] : []),
    `model      ${model.path}, ${model.bytes} bytes, ${model.digest}`,
  ];
  return `${lines.join('\n')}\n`;
}

function packageList(packages: Record<string, string> = {}): string {
  const list = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return list.length === 0 ? '' : ` with ${list.join(', ')}`;
}

function scoreLine(scores: Record<string, number | null>): string {
  return Object.entries(scores)
    .map(([name, value]) => `${name} ${value === null ? 'none' : value}`)
    .join(', ');
}

function recency({ window, half_life: halfLife }: Configuration['training']): string {
  return [
    ...(window === undefined ? [] : [`, window ${window}`]),
    ...(halfLife === undefined ? [] : [`, half-life ${halfLife}`]),
  ].join('');
}
