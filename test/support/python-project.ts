// The shop of project.ts with a model that its own Python makes: a straight line, from the standard library alone.

import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { copiesOf, makeProject, type Project } from './project.ts';

const TEMPLATE = fileURLToPath(new URL('../../templates/python/src/', import.meta.url));

/** Files of the template that only need Python itself. */
const GIVEN = ['train.py', 'serve.py', 'protocol.py'];

/** `sales = intercept + slope * temp` by least squares; `shift` is added to every prediction. */
export const LINE = `import json


class Model:
    def __init__(self, setup, shift=0):
        self.setup = setup
        self.shift = shift

    def fit(self, rows, target):
        temps, sales = list(rows["temp"]), list(target)
        mean = sum(temps) / len(temps)
        level = sum(sales) / len(sales)
        spread = sum((temp - mean) ** 2 for temp in temps)
        self.slope = sum((temp - mean) * (sale - level) for temp, sale in zip(temps, sales)) / spread
        self.intercept = level - self.slope * mean

    def predict(self, rows):
        return [self.intercept + self.slope * temp + self.shift for temp in rows["temp"]]

    def save(self, path):
        with open(path, "w") as file:
            json.dump([self.intercept, self.slope], file)

    def load(self, path):
        with open(path) as file:
            self.intercept, self.slope = json.load(file)

    def feature_importance(self):
        return {"temp": 1.0}
`;

/** On an experiment named `line`, not trained yet. `model` is src/model.py. */
export async function makePythonProject(model = LINE): Promise<Project> {
  const project = await withLine();
  await project.write('src/model.py', model);
  return project;
}

const withLine = copiesOf(async () => {
  const project = await makeProject();
  await project.json('experiment', 'line', '--set', 'model.kind=python', '--set', 'model.file=model.json');
  const source = path.join(project.directory, 'src');
  await rm(source, { recursive: true });
  await mkdir(source);
  for (const file of GIVEN) await cp(path.join(TEMPLATE, file), path.join(source, file));
  return project;
});
