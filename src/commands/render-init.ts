import type { Advice } from '../data/inference/advice.ts';
import type { Task } from '../data/target.ts';
import type { NotKept } from '../prediction-log/describe-kept.ts';
import type { RecordedMetrics } from '../provenance/recorded-metrics.ts';
import type { PlacedFile } from '../scaffolding/add-files.ts';
import { enterFolder } from '../terminal/enter-folder.ts';
import { formatBytes, formatDuration, formatNumber, shortCommit } from '../terminal/format.ts';
import { sanitize } from '../terminal/sanitize.ts';
import { renderTable } from '../terminal/table.ts';
import type { Context } from './command.ts';

/** The document of --json; its shape is the contract's. */
export type InitDocument = {
  project: { name: string; path: string };
  branch: string;
  commit: string;
  task: Task;
  taskReason: string;
  target: string;
  features: { name: string; type: string; reason: string }[];
  data: { commit: string; path: string; rows: number; files: string[] };
  model: { path: string; kind: string; digest: string; bytes: number };
  metrics: Record<string, number | null>;
  advice: Advice[];
  excluded: string[];
  /** Columns that predictions are not logged with as they are. */
  log: NotKept;
  warnings: string[];
  automation: PlacedFile[];
  seconds: { read: number; fit: number; calibrate: number; evaluate: number; commit: number; total: number };
};

/** With more columns than this the table would scroll everything else away; mv.yaml lists them all. */
const MOST_COLUMNS = 40;

/** What a person reads after `init`: what was understood of the data, how good the first model is, what to type next. */
export function renderInit(
  { colours, width, directory }: Context,
  document: InitDocument,
  recorded: RecordedMetrics,
): string {
  const { project, commit, task, target, data, model, excluded, seconds } = document;
  const paintTitle = colours.dim;
  return [
    `${colours.green('made')} ${colours.bold(sanitize(project.name))}: predicts ${colours.bold(sanitize(target))} (${task}), branch prod at ${shortCommit(commit)}`,
    '',
    renderTable({ ...columnTable(document), width, paintTitle }),
    ...moreColumns(document),
    '',
    ...(excluded.length > 0 ? [`left out ${shortList(excluded)}`] : []),
    `task     ${task}: ${sanitize(document.taskReason)}`,
    '',
    renderTable({ ...metricTable(document, recorded), width, paintTitle }),
    '',
    ...document.warnings.map(warning => `${colours.yellow('note:')} ${sanitize(warning)}`),
    `project  ${sanitize(project.path)}`,
    `data     ${sanitize(data.path)}, ${formatNumber(data.rows)} rows; pinned at ${shortCommit(data.commit)} as the submodule data/`,
    `judged   ${sanitize(recorded.validation.reason)}`,
    ...loggedLine(document),
    `model    ${model.path}, ${formatBytes(model.bytes)}`,
    ...document.automation.map(file => `added    ${file.path}`),
    `time     fit ${formatDuration(seconds.fit)}, ${formatDuration(seconds.total)} in all`,
    '',
    'next:',
    ...enterFolder(directory, project.path).map(line => `  ${line}`),
    `  git model experiment feature-x   # then edit src/${model.kind === 'python' ? 'model.py' : 'features.js'} or mv.yaml`,
    '  git model train',
    '  git model compare',
  ].join('\n');
}

/** Where something of a row is not logged as it is: a person should know before the first prediction. */
function loggedLine({ log: { hashed, omitted } }: InitDocument): string[] {
  const parts = [
    ...(hashed.length > 0 ? [`hashes of ${shortList(hashed)}`] : []),
    ...(omitted.length > 0 ? [`nothing of ${shortList(omitted)}`] : []),
  ];
  return parts.length === 0
    ? []
    : [`log      of predictions: ${parts.join('; ')} (privacy in mv.yaml says otherwise)`];
}

function columnTable({ features }: InitDocument) {
  return {
    columns: ['column', 'type', 'because'].map(title => ({ title, align: 'left' as const })),
    rows: features.slice(0, MOST_COLUMNS).map(({ name, type, reason }) => [name, type, reason]),
  };
}

function moreColumns({ features }: InitDocument): string[] {
  const more = features.length - MOST_COLUMNS;
  return more > 0 ? [`… and ${formatNumber(more)} more: mv.yaml lists them all`] : [];
}

function metricTable({ metrics }: InitDocument, { baseline }: RecordedMetrics) {
  const baselines = Object.entries(baseline);
  const titles = ['first model', ...baselines.map(([name]) => `baseline: ${name.replaceAll('_', ' ')}`)];
  return {
    columns: [
      { title: 'metric', align: 'left' as const },
      ...titles.map(title => ({ title, align: 'right' as const })),
    ],
    rows: Object.keys(metrics).map(name => [
      name,
      formatNumber(metrics[name]),
      ...baselines.map(([, scores]) => formatNumber(scores[name])),
    ]),
  };
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, MOST_COLUMNS).map(sanitize).join(', ');
  const more = names.length - MOST_COLUMNS;
  return more > 0 ? `${shown}, and ${formatNumber(more)} more` : shown;
}
