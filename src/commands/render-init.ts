import path from 'node:path';
import type { Advice } from '../data/advice.ts';
import type { Task } from '../data/target.ts';
import type { RecordedMetrics } from '../provenance/recorded-metrics.ts';
import { formatBytes, formatDuration, formatNumber, shortCommit } from '../terminal/format.ts';
import { renderTable } from '../terminal/table.ts';
import type { Context } from './command.ts';

/** The document of --json; its shape is the contract's. */
export type InitDocument = {
  project: { name: string; path: string };
  branch: string;
  commit: string;
  task: Task;
  target: string;
  features: { name: string; type: string; reason: string }[];
  data: { commit: string; path: string; rows: number; files: string[] };
  model: { path: string; kind: string; digest: string; bytes: number };
  metrics: Record<string, number | null>;
  advice: Advice[];
  excluded: string[];
  warnings: string[];
  seconds: { read: number; fit: number; evaluate: number; commit: number; total: number };
};

/** What a person reads after `init`: what was understood of the data, how good the first model is, what to type next. */
export function renderInit(
  { colours, width, directory }: Context,
  document: InitDocument,
  recorded: RecordedMetrics,
): string {
  const { project, commit, task, target, features, data, model, metrics, excluded, seconds } = document;
  const baselines = Object.entries(recorded.baseline);
  const folder = path.relative(directory, project.path) || '.';
  return [
    `${colours.green('made')} ${colours.bold(project.name)}: predicts ${colours.bold(target)} (${task}), branch prod at ${shortCommit(commit)}`,
    '',
    renderTable({
      columns: [
        { title: 'column', align: 'left' },
        { title: 'type', align: 'left' },
        { title: 'because', align: 'left' },
      ],
      rows: features.map(({ name, type, reason }) => [name, type, reason]),
      width,
      paintTitle: colours.dim,
    }),
    excluded.length > 0 ? `\nleft out: ${excluded.join(', ')}` : '',
    '',
    renderTable({
      columns: [
        { title: 'metric', align: 'left' },
        { title: 'first model', align: 'right' },
        ...baselines.map(([name]) => ({
          title: `baseline: ${name.replaceAll('_', ' ')}`,
          align: 'right' as const,
        })),
      ],
      rows: Object.keys(metrics).map(name => [
        name,
        formatNumber(metrics[name]),
        ...baselines.map(([, scores]) => formatNumber(scores[name])),
      ]),
      width,
      paintTitle: colours.dim,
    }),
    '',
    `project  ${project.path}`,
    `data     ${data.path}, ${formatNumber(data.rows)} rows; pinned at ${shortCommit(data.commit)} as the submodule data/`,
    `judged   ${recorded.validation.reason}`,
    `model    ${model.path}, ${formatBytes(model.bytes)}`,
    `time     fit ${formatDuration(seconds.fit)}, ${formatDuration(seconds.total)} in all`,
    '',
    'next:',
    `  cd ${folder}`,
    '  git model experiment feature-x   # then edit src/features.js or mv.yaml',
    '  git model train',
    '  git model compare',
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}
