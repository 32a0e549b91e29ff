// The first mv.yaml of a project: what was found in the data, with a word on each thing that a person may want to change.

import type { InferredColumn } from '../data/inference/column-evidence.ts';
import type { CalendarPart } from '../features/calendar.ts';
import { yamlText as scalar } from '../project/yaml-text.ts';
import type { TemplateName } from './template.ts';

export type Draft = {
  name: string;
  task: 'regression' | 'classification';
  target: string;
  time: string | undefined;
  columns: readonly Exclude<InferredColumn, { type: 'ambiguous-time' }>[];
  /** Calendar features of the time columns. */
  calendar: ReadonlyMap<string, readonly CalendarPart[]>;
  exclude: readonly string[];
  files: readonly string[];
  seed: number;
};

/** What a fit of one's own code takes nobody knows here: there it is for people to ask for another. */
const CALIBRATION: Record<TemplateName, number> = { 'random-forest': 0.1, python: 0 };

const MODEL: Record<TemplateName, string> = {
  'random-forest': `  kind: random-forest
  trees: 100
  # Rows that a leaf keeps at least: more makes a smaller, smoother model.
  min_samples_leaf: 1
  # auto, sqrt, log2, or a share of the features that each split looks at.
  max_features: auto
`,
  python: `  kind: python
  # Written by Model.save in src/model.py: data only, never a pickle.
  file: model.skops
  # What Model is made with: the arguments of its __init__.
  parameters:
    max_iter: 100
    learning_rate: 0.1
`,
};

export function draftConfiguration(draft: Draft, template: TemplateName = 'random-forest'): string {
  const { name, task, target, time, columns, calendar, exclude, files, seed } = draft;
  const columnLine = (column: Draft['columns'][number]) => {
    const key = keyOf(column.name);
    if (column.type !== 'time') return `    ${key}: ${column.type}`;
    const parts = calendar.get(column.name) ?? [];
    return `    ${key}: {type: time, format: ${scalar(column.format)}, calendar: [${parts.join(', ')}]}`;
  };
  return `# yaml-language-server: $schema=.mv/schema.json
# What this branch predicts, from what, and how. Every key: git-model help mv.yaml
name: ${scalar(name)}

problem:
  task: ${task}
  target: ${scalar(target)}
${time === undefined ? '' : `  # Orders the rows: the newest are held out to judge the model.\n  time: ${scalar(time)}\n`}
data:
  # In the submodule data/; * stands for any name.
  files: [${files.map(scalar).join(', ')}]

features:
  # numeric, categorical, or {type: time, format: ..., calendar: [...]}: correct what was guessed wrong.
  columns:
${columns.map(columnLine).join('\n')}
  # Columns that the model must not see: identifiers, and whatever gives the target away.
  exclude: [${exclude.map(scalar).join(', ')}]

model:
${MODEL[template]}
training:
  # All that is random comes from it: the same seed makes the same bytes.
  seed: ${seed}
  # Share of the training rows from which intervals and honest probabilities are learned: one more, smaller fit. 0: none.
  calibration: ${CALIBRATION[template]}

validation:
  # Share of the rows that is held out.
  fraction: 0.2
  # true: after scoring, fit the committed model on all rows.
  refit: false

# Branches that models are released to; every other branch is an experiment.
environments: [prod]

# Every prediction is logged. By itself it hashes identifiers and leaves out free text; say here what else: {email: hash}.
privacy:
  columns: {}
`;
}

/** YAML reads a key on its line only up to 1,024 characters; a longer one is announced by a question mark. */
function keyOf(name: string): string {
  const key = scalar(name);
  return key.length < 1000 ? key : `? ${key}\n    `;
}
