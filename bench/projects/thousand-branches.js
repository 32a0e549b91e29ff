// A project with many experiments, each a branch with its own code, configuration, metrics and provenance, as training
// leaves them; packed, as `git gc` leaves them.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { blobId, treeWith } from './object-ids.js';
import { EPOCH } from './sandbox.js';

/**
 * Makes `<sandbox>/shop` with a real first model on prod and `count` branches `experiment-0001`, … off it. All are fresh.
 * @returns {Promise<string>} its folder
 */
export async function makeThousandBranches(sandbox, count = 1000) {
  writeFileSync(path.join(sandbox.root, 'sales.csv'), salesCsv(200));
  sandbox.gitModel([
    'init',
    'shop',
    '--data',
    'sales.csv',
    '--target',
    'sales',
    '--time',
    'day',
    '--set',
    'model.trees=5',
    '--quiet',
  ]);
  const directory = path.join(sandbox.root, 'shop');
  await addBranches(sandbox, directory, { from: 'prod', count });
  return directory;
}

/**
 * Adds the branches `experiment-0001`, … to a project, each the model of the branch `from` with code, settings, metrics
 * and model of its own, and, where `pins` are given, its data at one of them in turn.
 */
export async function addBranches(sandbox, directory, { from, count, pins = null }) {
  const show = name => sandbox.git(['show', `${from}:${name}`], { cwd: directory }) + '\n';
  const original = {
    configuration: show('mv.yaml'),
    features: show('src/features.js'),
    provenance: JSON.parse(show('models/provenance.json')),
    metrics: JSON.parse(show('metrics/model.json')),
    source: sandbox.git(['ls-tree', `${from}:src`], { cwd: directory }),
  };
  const tip = sandbox.git(['rev-parse', from], { cwd: directory });

  const importer = sandbox.start('git', ['fast-import', '--quiet', '--force'], { cwd: directory });
  for (let number = 1; number <= count; number++) {
    const stream = experimentCommit(original, tip, number, pins?.[number % pins.length]);
    if (!importer.stdin.write(stream)) await once(importer.stdin, 'drain');
  }
  importer.stdin.end('done\n');
  const [code] = await once(importer, 'close');
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  sandbox.git(['pack-refs', '--all'], { cwd: directory });
  sandbox.git(['repack', '-a', '-d', '--quiet'], { cwd: directory });
}

/** One experiment as `git fast-import` reads it. */
function experimentCommit({ configuration, features, provenance, metrics, source }, tip, number, pin) {
  const name = `experiment-${String(number).padStart(4, '0')}`;
  const ownFeatures = `${features}// ${name}\n`;
  const ownConfiguration = configuration.replace(/trees: \d+/, `trees: ${5 + number}`);
  const better = 1 + Math.sin(number) / 5;
  const ownMetrics = json({
    ...metrics,
    mse: metrics.mse * better ** 2,
    rmse: metrics.rmse * better,
    mae: metrics.mae * better,
  });
  // Some ten kilobytes that no other branch has: every model is another one.
  const model = `${Array.from({ length: 150 }, (_, line) => digest(`${number} ${line}`, 'base64')).join('\n')}\n`;
  const ownProvenance = json({
    ...provenance,
    ...(pin ? { data: { ...provenance.data, commit: pin } } : {}),
    source: { tree: treeWith(source, 'features.js', blobId(ownFeatures)) },
    configuration: {
      ...provenance.configuration,
      blob: blobId(ownConfiguration),
      digest: `sha256:${digest(ownConfiguration, 'hex')}`,
      parameters: { ...provenance.configuration.parameters, 'model.trees': 5 + number },
    },
    model: { ...provenance.model, digest: `sha256:${digest(model, 'hex')}`, bytes: model.length },
    metrics: { ...provenance.metrics, digest: `sha256:${digest(ownMetrics, 'hex')}` },
  });
  const file = (place, text) => `M 100644 inline ${place}\n${data(text)}`;
  return [
    `commit refs/heads/${name}\n`,
    `committer Bench <bench@example.org> ${Number(EPOCH) + number} +0000\n`,
    data(`Train ${name}\n`),
    `from ${tip}\n`,
    file('mv.yaml', ownConfiguration),
    file('src/features.js', ownFeatures),
    file('metrics/model.json', ownMetrics),
    file('models/provenance.json', ownProvenance),
    file(provenance.model.path, model),
    pin ? `M 160000 ${pin} data\n` : '',
    '\n',
  ].join('');
}

function data(text) {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function digest(text, encoding) {
  return createHash('sha256').update(text).digest(encoding);
}

function salesCsv(rows) {
  const lines = ['day,temp,humidity,wind,weather,season,holiday,sales'];
  for (let i = 0; i < rows; i++) {
    const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    const temp = (i * 37) % 25;
    lines.push(
      [
        day,
        temp,
        (i * 53) % 100,
        (i * 11) % 13,
        ['sun', 'rain', 'fog'][i % 3],
        i % 4,
        i % 30 === 0 ? 'yes' : 'no',
        20 + 3 * temp + (i % 7),
      ].join(),
    );
  }
  return `${lines.join('\n')}\n`;
}
