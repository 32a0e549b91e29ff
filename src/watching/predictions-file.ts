// monitoring/predictions.csv: the newest logged predictions with their labels, as far as the log keeps them.

import { csvField } from '../data/csv/copy-record.ts';
import type { ColumnSchema } from '../data/schema.ts';
import type { LabelIndex } from '../prediction-log/labels/index-labels.ts';
import type { LoggedPrediction, LoggedValue } from '../prediction-log/parse-line.ts';

/** Git keeps every version of the file: more would add up. */
const MOST_ROWS = 1000;
const MOST_CHARACTERS = 1 << 20;

/** Oldest first; columns that no row has are left out, so that what the log omits has no place either. */
export function predictionsFile(
  predictions: readonly LoggedPrediction[],
  inputs: readonly ColumnSchema[],
  labels: LabelIndex,
): string {
  const names = inputs
    .map(({ name }) => name)
    .filter(name => predictions.some(({ features }) => features[name] !== undefined));
  const header = ['prediction_id', 'predicted_at', 'commit', ...names, 'prediction', 'label'];
  const lines: string[] = [];
  let characters = 0;
  for (const each of predictions.slice(-MOST_ROWS).reverse()) {
    const values: (LoggedValue | undefined)[] = [
      each.id,
      new Date(each.time).toISOString(),
      each.commit,
      ...names.map(name => each.features[name]),
      each.prediction,
      labels.of(each)?.label,
    ];
    const line = values
      .map(value => csvField(value === null || value === undefined ? '' : String(value)))
      .join(',');
    characters += line.length + 1;
    if (characters > MOST_CHARACTERS) break;
    lines.push(line);
  }
  return `${[header.map(csvField).join(','), ...lines.reverse()].join('\n')}\n`;
}
