// Three snapshots of the air over India: one hour in May, one in February, one in September.

import { copyFileSync } from 'node:fs';
import path from 'node:path';

const SNAPSHOTS = {
  may: 'aqi_2024-05-07T00.csv',
  february: 'aqi_2025-02-18T21.csv',
  september: 'aqi_2025-09-04T21.csv',
};

export function tellAirQuality(story, data) {
  for (const [name, file] of Object.entries(SNAPSHOTS))
    copyFileSync(path.join(data, file), path.join(story.folder, `${name}.csv`));
  const init = [
    ...['init', 'air', '--data', 'may.csv', '--target', 'pollutant_avg', '--time', 'last_update'],
    ...['--exclude', 'country,pollutant_min,pollutant_max'],
    ...['--set', 'model.kind=gradient-boosting', '--set', 'validation.refit=true'],
  ];

  story.say('May');
  story.mv(init, [2]);
  story.mv([...init, '--time-format', 'dd-MM-yyyy HH:mm:ss']);
  story.enter('air');

  story.say('February');
  story.mv(['compare', 'prod', '--on', '../february.csv']);
  story.write('../renamed.csv', story.read('../february.csv').replace('pollutant_avg', 'avg_value'));
  story.mv(['ingest', '../renamed.csv', '--date', '2025-02-18'], [2]);
  story.mv(['ingest', '../february.csv', '--date', '2025-02-18']);
  story.mv(['retrain', 'prod', '--as', 'with-winter']);

  story.say('September');
  story.mv(['compare', 'prod', 'with-winter', '--on', '../september.csv']);
  story.mv(['promote', 'with-winter', 'prod']);
  story.mv(['ingest', '../september.csv', '--date', '2025-09-04']);
  story.mv(['retrain', 'prod', '--as', 'with-monsoon']);
  for (const branch of ['with-winter', 'with-monsoon']) story.mv(['reproduce', branch]);
}
