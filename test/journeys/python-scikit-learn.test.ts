// The template as it is: scikit-learn and skops, from init to release, and its answers held against scikit-learn alone.

import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Project, Sandbox } from '../support/project.ts';
import { pythonWithScikitLearn } from '../support/scikit-learn.ts';

const found = pythonWithScikitLearn();
const story = 'python' in found ? test : test.skip;
const python = 'python' in found ? found.python : '';
if ('missing' in found) process.stdout.write(`skipped: ${found.missing}\n`);

/** 300 days: a number, a text that is missing at times, a column without any value, a number to predict, a class. */
function csv(): string {
  const lines = ['day,temp,weather,nothing,sales,busy'];
  for (let i = 0; i < 300; i++) {
    const day = new Date(Date.UTC(2024, 0, 1 + i));
    const weather = ['sun', 'rain, heavy', 'NAN', ''][(i * 7) % 4];
    const temp = ((i * 37) % 25) + 0.5;
    const sales = 20 + 3 * temp + (day.getUTCDay() % 6 === 0 ? 40 : 0) + (weather === 'sun' ? 15 : 0);
    const busy = sales > 90 ? 'yes' : sales > 50 ? 'some' : 'no';
    lines.push(
      `${day.toISOString().slice(0, 10)},${i % 11 === 0 ? '' : temp},"${weather}",,${sales},${busy}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

async function init(target: string, ...more: string[]): Promise<Project> {
  const sandbox = await Sandbox.make();
  await writeFile(sandbox.path('rows.csv'), csv());
  const other = target === 'sales' ? 'busy' : 'sales';
  const ran = await sandbox.mv(
    [
      ...['init', 'shop', '--data', 'rows.csv', '--target', target, '--time', 'day', '--template', 'python'],
      ...more,
      '--exclude',
      other,
      '--json',
    ],
    { env: { MV_PYTHON: python } },
  );
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  const project = new Project(sandbox, sandbox.path('shop'));
  await project.git('config', 'mv.python', python);
  return project;
}

let shop: Project | null = null;

story('init, experiment, train, compare and promote, with scikit-learn from end to end', async () => {
  // Each process that imports scikit-learn is seconds: here without the second fit that calibration takes.
  shop = await init('sales', '--set', 'training.calibration=0');
  const project = shop!;
  const first = JSON.parse(await project.read('metrics/model.json'));
  assert.ok(first.r2_score > 0.9, `${first.r2_score}`);
  const provenance = JSON.parse(await project.read('models/provenance.json'));
  assert.is(provenance.model.path, 'models/model.skops');
  for (const name of ['numpy', 'pandas', 'scikit-learn', 'scipy', 'skops']) {
    assert.match(provenance.versions.packages[name], /^\d+\./, name);
  }

  // The score is that of the same model in scikit-learn alone, asked about the same rows.
  const told = execFileSync(python, ['-c', CHECK, project.directory, project.sandbox.path('rows.csv')], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  assert.ok(Math.abs(Number(told) - first.rmse) < 1e-9 * first.rmse, `${told} is ${first.rmse}`);

  await project.json(
    ...['experiment', 'longer', '--set', 'model.parameters.max_iter=200'],
    ...['--set', 'training.half_life=200d'],
  );
  const model = await project.read('src/model.py');
  await project.write(
    'src/model.py',
    model.replace(
      '    return features\n',
      '    features["warm"] = (rows.temp > 12).astype(float)\n    return features\n',
    ),
  );
  const trained = await project.json('train');
  assert.is(trained.trained, true);
  const compared = await project.json('compare');
  assert.equal(compared.rows.map((row: { branch: string }) => row.branch).sort(), ['longer', 'prod']);
  assert.is((await project.json('train', '--force')).commit, trained.commit, 'the same bytes of skops');
  assert.is((await project.json('promote', 'longer', 'prod')).release, 2);
  assert.is(await project.git('status', '--porcelain'), '');
});

story('a classification gives probabilities of every class', async () => {
  const project = await init('busy');
  const metrics = JSON.parse(await project.read('metrics/model.json'));
  assert.ok(metrics.accuracy > 0.85 && metrics.log_loss < 0.6, JSON.stringify(metrics));
  const { signature } = JSON.parse(await project.read('models/provenance.json'));
  const classes = ['no', 'some', 'yes'];
  assert.equal(signature.target.classes, classes);
  // `predict` gives them too, and the newest fifth scores as it did in training.
  const ran = await project.mv(['predict', 'prod', '-'], { input: csv() });
  assert.is(ran.exitCode, 0, ran.stderr);
  const rows: Record<string, string>[] = parse(ran.stdout, { columns: true });
  for (const row of rows) {
    const shares = classes.map(name => Number(row[`probability_${name}`]));
    assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
    assert.is(row.prediction, classes[shares.indexOf(Math.max(...shares))]);
  }
  const hits = rows.slice(-60).filter(row => row.prediction === row.busy).length;
  assert.ok(Math.abs(hits / 60 - metrics.accuracy) < 1e-12, `${hits / 60} ${metrics.accuracy}`);
  await project.remove();
});

story('a type in the model file that nobody said to trust is not loaded', async () => {
  const project = shop!;
  await project.json('experiment', 'wary');
  const model = await project.read('src/model.py');
  await project.write('src/model.py', model.replace(/ {4}"sklearn\.ensemble\._hist.*\n/, ''));
  const ran = await project.mv(['train', '--json']);
  assert.is(ran.exitCode, 1);
  assert.match(
    ran.document().error.message,
    /types that TRUSTED in src\/model\.py does not name: sklearn\.ensemble\._hist_gradient_boosting\.predictor\.TreePredictor$/,
  );
});

story('an exception deep in scikit-learn is named by the line of src/ that led to it', async () => {
  const project = shop!;
  await project.git('checkout', '--', 'src');
  await project.json('experiment', 'broken', '--set', 'model.parameters.learning_rate=-1');
  const ran = await project.mv(['train', '--json']);
  assert.match(ran.document().error.message, /^src\/model\.py, line \d+, in fit: InvalidParameterError: /);
});

test.after(() => shop?.remove());

/** The committed model, loaded by its own code, asked about the newest fifth as pandas reads it. */
const CHECK = `
import sys
sys.path.insert(0, sys.argv[1] + "/src")
import pandas, model
rows = pandas.read_csv(sys.argv[2], keep_default_na=False, na_values=["", "NAN"])
rows["weather"] = rows["weather"].astype(object).where(rows["weather"].notna(), None)
rows["nothing"] = rows["nothing"].astype(float)
day = pandas.to_datetime(rows["day"])
calendar = {"year": day.dt.year, "quarter": day.dt.quarter, "month": day.dt.month, "day": day.dt.day,
    "week": day.dt.isocalendar().week.astype(int), "day_of_week": day.dt.day_of_week + 1, "day_of_year": day.dt.day_of_year, "weekend": (day.dt.day_of_week >= 5).astype(int)}
for name, values in calendar.items():
    rows["day_" + name] = values.astype(float)
class Setup: task, seed = "regression", 42
fitted = model.Model(Setup)
fitted.load(sys.argv[1] + "/models/model.skops")
late = rows.iloc[240:]
print(((fitted.predict(late) - late["sales"]) ** 2).mean() ** 0.5)
`;

test.run();
