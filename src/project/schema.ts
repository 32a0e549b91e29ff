// What mv.yaml may say: one schema, from which the checks, the defaults and the editors' JSON Schema come.

import * as z from 'zod/mini';
import { CALENDAR_PARTS } from '../features/calendar.ts';
import { cycle } from './cycle-schema.ts';
import { described } from './described.ts';
import { experiments } from './experiments-schema.ts';
import { gates } from './gates-schema.ts';
import { modelSchema } from './model-schema.ts';
import { monitoring } from './monitoring-schema.ts';
import { privacy } from './privacy-schema.ts';

const text = () => z.string().check(z.minLength(1));
const wholeNumber = (least: number, most = 2 ** 32 - 1) => z.int().check(z.minimum(least), z.maximum(most));

const column = z.union([
  z.enum(['numeric', 'categorical']),
  z.strictObject({
    type: z.literal('time'),
    format: described(text(), 'How its text is read: iso, or letters such as dd-MM-yyyy HH:mm:ss.'),
    calendar: z._default(
      described(
        z.array(z.enum(CALENDAR_PARTS)),
        'Parts of the date and hour that become features, named <column>_<part>.',
      ),
      [],
    ),
  }),
]);

const problem = z.strictObject({
  task: described(z.enum(['regression', 'classification']), 'A number, or a class?'),
  target: described(text(), 'The column to predict.'),
  time: z.optional(
    described(text(), 'The column that orders the rows; the newest are held out to judge the model.'),
  ),
});

const data = z._default(
  z.strictObject({
    files: z._default(
      described(
        z.array(text()).check(z.minLength(1)),
        'Which files of the submodule data/ hold rows; * stands for any name.',
      ),
      ['initial/*.csv', 'updates/*.csv'],
    ),
    separator: z.optional(
      described(z.enum([',', ';', '\t', '|']), 'Found in the header where it is not said.'),
    ),
    key: z.optional(
      described(
        z.array(text()).check(z.minLength(1)),
        'Columns that together name a row: new rows that are there already are recognised by them.',
      ),
    ),
  }),
  { files: ['initial/*.csv', 'updates/*.csv'] },
);

const features = z.strictObject({
  columns: described(z.record(z.string(), column), 'Every column of the data and its type.'),
  exclude: z._default(described(z.array(text()), 'Columns that the model must not see.'), []),
});

const model = modelSchema();

const training = z._default(
  z.strictObject({
    seed: z._default(described(wholeNumber(0), 'All that is random comes from it.'), 42),
    calibration: z._default(
      described(
        z.number().check(z.minimum(0), z.maximum(0.5)),
        'Share of the training rows, the newest where there is time, from which intervals and honest probabilities are learned; 0 for none.',
      ),
      0.1,
    ),
    interval: z._default(
      described(
        z.number().check(z.gt(0), z.lt(1)),
        'Share of true values that a prediction interval is to hold.',
      ),
      0.9,
    ),
    window: z.optional(
      described(
        text(),
        'Fit on recent rows alone, such as last-365-days, counted back from the newest row that is fitted.',
      ),
    ),
    half_life: z.optional(
      described(text(), 'After how long a row counts half as much as the newest, such as 180d.'),
    ),
  }),
  { seed: 42, calibration: 0.1, interval: 0.9 },
);

const validation = z._default(
  z.strictObject({
    fraction: z._default(
      described(
        z.number().check(z.gt(0), z.lt(1)),
        'Share of the rows that is held out: the newest where there is time.',
      ),
      0.2,
    ),
    refit: z._default(
      described(
        z.boolean(),
        'Fit the committed model on all rows; its metrics are then those of a model that saw the training rows alone.',
      ),
      false,
    ),
  }),
  { fraction: 0.2, refit: false },
);

const comparison = z._default(
  z.strictObject({
    metric: z.optional(
      described(
        text(),
        'The metric by which branches are ranked: rmse, or accuracy of classes, where not said.',
      ),
    ),
  }),
  {},
);

const environments = z._default(
  described(
    z.array(text()).check(z.minLength(1)),
    'Branches that models are released to; every other is an experiment.',
  ),
  ['prod'],
);

const source = z.strictObject({
  name: described(text(), 'What the source is called in messages and commits.'),
  url: z.optional(
    described(
      text(),
      'Where a CSV is fetched from; it may use variables of the environment, where they are allowed.',
    ),
  ),
  command: z.optional(
    described(text(), 'A command that prints CSV, run by sh in the folder of the project.'),
  ),
  headers: z._default(
    described(
      z.record(z.string(), text()),
      'Headers of the request, such as one with a token; they may use variables too.',
    ),
    {},
  ),
  timeout: z._default(described(wholeNumber(1, 86_400), 'Seconds that it may take in all.'), 300),
  max_megabytes: z._default(described(wholeNumber(1, 1_048_576), 'MiB that it may send.'), 2048),
});

const sources = z._default(
  described(z.array(source), 'Where `git-model ingest` fetches new rows; read from the environment.'),
  [],
);

const serving = z._default(
  z.strictObject({
    timeout: z._default(
      described(
        z.number().check(z.gt(0), z.maximum(3600)),
        'Seconds that the code in src/ may take for the rows that it is given at once; then it is started again.',
      ),
      10,
    ),
    max_rows: z._default(described(wholeNumber(1, 10_000_000), 'Rows that a request may have.'), 100_000),
  }),
  { timeout: 10, max_rows: 100_000 },
);

export const configurationSchema = z.strictObject({
  name: described(text(), 'The name of the project.'),
  problem,
  data,
  features,
  model,
  training,
  validation,
  comparison,
  environments,
  gates,
  sources,
  privacy,
  monitoring,
  serving,
  experiments,
  cycle,
});

export type Configuration = z.infer<typeof configurationSchema>;
