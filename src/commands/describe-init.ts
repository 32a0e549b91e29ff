// A new project as the document of --json.

import { notKept } from '../prediction-log/describe-kept.ts';
import { keptColumns } from '../prediction-log/kept-columns.ts';
import type { Configuration } from '../project/schema.ts';
import { FIRST_BRANCH } from '../scaffolding/begin-project.ts';
import type { CreatedProject } from '../scaffolding/create-project.ts';
import type { InitDocument } from './render-init.ts';
import type { Answers } from './settle-init.ts';

export function describeInit({
  place,
  dataPath,
  answers: { inspection },
  created,
  automation,
  seconds,
}: {
  place: string;
  /** Where the data repository is, for a person. */
  dataPath: string;
  answers: Answers;
  created: CreatedProject;
  /** Paths. */
  automation: readonly string[];
  seconds: number;
}): InitDocument {
  const { configuration, provenance, dataset, trained } = created;
  const { name, problem, features } = configuration;
  return {
    project: { name, path: place },
    branch: FIRST_BRANCH,
    commit: created.commit,
    task: problem.task,
    taskReason: problem.task === inspection.task ? inspection.taskReason : 'as you said',
    target: problem.target,
    features: inspection.columns
      .filter(column => column.name !== problem.target && !features.exclude.includes(column.name))
      .map(column => describeColumn(column, features.columns[column.name])),
    data: {
      commit: provenance.data.commit,
      path: dataPath,
      rows: provenance.data.rows,
      files: dataset.files.map(file => file.path),
    },
    model: provenance.model,
    metrics: trained.metrics,
    advice: inspection.advice,
    excluded: features.exclude,
    log: notKept(keptColumns({ model: provenance, configuration, environment: null })),
    warnings: trained.warnings,
    automation: automation.map(file => ({ path: file, outcome: 'added' })),
    seconds: { ...created.seconds, total: seconds },
  };
}

/** Of what was found and what `--set` made of it the latter holds. */
function describeColumn(
  { name, type, reason }: Answers['inspection']['columns'][number],
  declared: Configuration['features']['columns'][string],
): InitDocument['features'][number] {
  const held = typeof declared === 'string' ? declared : declared.type;
  if (held !== type) return { name, type: held, reason: 'as you said' };
  if (typeof declared === 'string') return { name, type, reason };
  return { name, type, reason: `${reason}, written ${declared.format}` };
}
